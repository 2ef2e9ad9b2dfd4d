import type { Provider, Providers } from "../../functions/delivery/port.ts";
import type { Channel } from "../../functions/domain/recipient.ts";

type Mode = "none" | "transient" | "permanent";

/** Makes a channel's providers fail on purpose. */
export interface Outage {
  set(channel: Channel, mode: Mode): void;
  wrap(providers: Providers): Providers;
}

export function outageSwitch(): Outage {
  const modes: Record<Channel, Mode> = { email: "none", sms: "none" };
  const failing = (channel: Channel, provider: Provider): Provider => ({
    name: provider.name,
    send: (message) => {
      const mode = modes[channel];
      if (mode === "none") return provider.send(message);
      return Promise.resolve({ kind: "failed", retryable: mode === "transient", reason: `${mode}-outage` });
    },
  });
  return {
    set: (channel, mode) => void (modes[channel] = mode),
    wrap: ({ email, sms }) => ({
      email: email.map((provider) => failing("email", provider)),
      sms: sms.map((provider) => failing("sms", provider)),
    }),
  };
}
