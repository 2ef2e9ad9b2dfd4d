/** The ways a passcode can travel. */
export const CHANNELS = ["email", "sms", "whatsapp"] as const;
export type Channel = (typeof CHANNELS)[number];

/** Something for each channel. */
export function byChannel<T>(make: (channel: Channel) => T): Record<Channel, T> {
  return { email: make("email"), sms: make("sms"), whatsapp: make("whatsapp") };
}
