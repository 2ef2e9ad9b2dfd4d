import type { Provider, Providers } from "../../functions/delivery/port.ts";
import { byChannel, type Channel } from "../../functions/domain/channel.ts";

type Mode = "none" | keyof typeof FAULTS;

/** How providers fail, and whose fault that is. */
const FAULTS = { transient: "moment", permanent: "message", account: "account" } as const;

/** Makes a channel's providers fail on purpose. */
export interface Outage {
  set(channel: Channel, mode: Mode): void;
  of(channel: Channel): Mode;
  wrap(providers: Providers): Providers;
}

export function outageSwitch(): Outage {
  const modes: Record<Channel, Mode> = byChannel(() => "none");
  const failing = (channel: Channel, provider: Provider): Provider => ({
    ...provider,
    send: (message) => {
      const mode = modes[channel];
      if (mode === "none") return provider.send(message);
      return Promise.resolve({ kind: "failed", fault: FAULTS[mode], reason: `${mode}-outage` });
    },
  });
  return {
    set: (channel, mode) => void (modes[channel] = mode),
    of: (channel) => modes[channel],
    wrap: (providers) =>
      byChannel((channel) => providers[channel]?.map((provider) => failing(channel, provider)) ?? []),
  };
}
