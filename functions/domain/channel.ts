import type { AddressKind } from "./address-kind.ts";
import type { ChannelTraits } from "./channel-traits.ts";
import { email } from "./channels/email.ts";
import { push } from "./channels/push.ts";
import { sms } from "./channels/sms.ts";
import { voice } from "./channels/voice.ts";
import { whatsapp } from "./channels/whatsapp.ts";

/** The ways a passcode can travel. A new one is a file and a line here; then the compiler names what else it needs. */
const TRAITS = { email, sms, whatsapp, voice, push } as const satisfies Readonly<
  Record<string, ChannelTraits>
>;

export type Channel = keyof typeof TRAITS;

/** The channels that reach such an address. */
export type ChannelTo<Kind extends AddressKind> = {
  [Name in Channel]: (typeof TRAITS)[Name]["addressKind"] extends Kind ? Name : never;
}[Channel];

/** The channels that the owner's settings describe by themselves; a notification is one of the things that users enrol. */
export type SettledChannel = Exclude<Channel, "push">;

/** The channels whose messages the owner pays for one by one. */
export type PricedChannel = {
  [Name in Channel]: (typeof TRAITS)[Name] extends { readonly priced: string } ? Name : never;
}[Channel];

/** In the order in which they are offered. */
export const CHANNELS = Object.keys(TRAITS) as readonly Channel[];

export function traitsOf(channel: Channel): ChannelTraits {
  return TRAITS[channel];
}

export function channelsTo<Kind extends AddressKind>(kind: Kind): readonly ChannelTo<Kind>[] {
  const reaches = (channel: Channel): channel is ChannelTo<Kind> => TRAITS[channel].addressKind === kind;
  return CHANNELS.filter(reaches);
}

/** The channel to an address where none is named. */
const USUAL = { email: "email", phone: "sms" } as const satisfies Record<AddressKind, Channel>;

export function usualChannel(kind: AddressKind): Channel {
  return USUAL[kind];
}

export function isPriced(channel: Channel): channel is PricedChannel {
  return traitsOf(channel).priced !== undefined;
}

/** Whether a code that went this way proves that its user reads what comes to the address. */
export function provesAddress(channel: Channel): boolean {
  return traitsOf(channel).toBrowsers !== true;
}

/** Whether a code that went one way may be sent again the other. */
export function turnsInto(one: Channel, other: Channel): boolean {
  return provesAddress(one) === provesAddress(other);
}

/** Something for each channel. */
export function byChannel<T>(make: (channel: Channel) => T): Record<Channel, T> {
  return Object.fromEntries(CHANNELS.map((channel) => [channel, make(channel)])) as Record<Channel, T>;
}

/** What a code proves that went more than one way to such an address: it cannot be told which message was read. */
export function commonAmr(kind: AddressKind): readonly string[] {
  const [first = [], ...others] = channelsTo(kind).map((channel) => traitsOf(channel).amr);
  return first.filter((method) => others.every((theirs) => theirs.includes(method)));
}
