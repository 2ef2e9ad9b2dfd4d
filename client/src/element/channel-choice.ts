import type { Channel } from "../client.ts";
import { make } from "./make.ts";

/** The ways to send a code, as radio buttons under a legend; nothing where there is no choice. */
export function channelChoice(
  legend: string,
  channels: readonly (readonly [channel: Channel, label: string])[],
  chosen: Channel,
  choose: (channel: Channel) => void,
): HTMLElement[] {
  if (channels.length < 2) return [];
  const labels = channels.map(([channel, label]) => {
    const radio = make("input", { type: "radio", name: "channel", value: channel });
    radio.checked = channel === chosen;
    radio.addEventListener("change", () => choose(channel));
    return make("label", {}, radio, label);
  });
  return [make("fieldset", { part: "channels" }, make("legend", {}, legend), ...labels)];
}
