import type * as z from "zod/mini";
import { type CredentialName, credentialOf } from "./delivery/needed-credentials.ts";
import type { ProviderOptions } from "./delivery/options.ts";
import { type Channel, CHANNELS, traitsOf } from "./domain/channel.ts";
import type { settingsSchema } from "./settings/schema.ts";

/** What an owner has chosen. It is told here without the schema that says what can be: a function starts without that. */
export type Settings = z.infer<typeof settingsSchema>;

/** The channels that passcodes may travel; the others have neither queue nor deliverer. */
export function enabledChannels(settings: ChannelSettings): Channel[] {
  return CHANNELS.filter((channel) => isEnabled(settings, channel));
}

/** What says which channels there are, and who carries them. */
export type ChannelSettings = Pick<Settings, "channels" | "factors">;

/** Whether passcodes may travel this way. */
export function isEnabled(settings: ChannelSettings, channel: Channel): boolean {
  return channel === "push" ? offersPush(settings) : settings.channels[channel].enabled;
}

/** Whether messages go to the country of a number; an e-mail has none. */
export function isSentTo(
  { channels }: ChannelSettings,
  { country, channel }: { readonly country?: string | undefined; readonly channel: Channel },
): boolean {
  return traitsOf(channel).addressKind === "email" || channels.sms.countries.includes(country ?? "");
}

/** Who carries a channel's messages, in the order in which they are tried. A notification takes the browser's own service. */
export function carriersOf({ channels }: ChannelSettings, channel: Channel): readonly ProviderOptions[] {
  return channel === "push" ? [{ use: "web-push" }] : (channels[channel].providers ?? []);
}

/** The country of a number that names none: the owner's, else the United States, else the first of those that are sent to. */
export function usualCountry({ defaultCountry, channels }: Settings): string {
  const { countries } = channels.sms;
  return defaultCountry ?? (countries.includes("US") ? "US" : (countries[0] ?? "US"));
}

/** Whether tokens are signed, or believed, by this holder of keys. */
export function believes({ signing, signingAlso }: Settings, holder: Settings["signing"]): boolean {
  return signing === holder || signingAlso === holder;
}

/** Whose credentials the providers of these channels log in with, each once. @param channels all that are enabled without */
export function neededCredentials(
  settings: Settings,
  channels: readonly Channel[] = enabledChannels(settings),
): CredentialName[] {
  const names = channels.flatMap((channel) => {
    return carriersOf(settings, channel).flatMap((options) => credentialOf(options) ?? []);
  });
  return [...new Set(names)];
}

/** Where scripts of registered clients run: the origins of the addresses that they are returned to. */
export function clientOrigins({ clients }: Settings): string[] {
  const origins = clients.flatMap(({ redirectUris }) => redirectUris.map((uri) => new URL(uri).origin));
  // An app with a scheme of its own has none.
  return [...new Set(origins)].filter((one) => one !== "null");
}

/** Whether some app is told when a session is over: then there is a queue for it, and who makes the calls. */
export function callsApps({ clients }: Settings): boolean {
  return clients.some(({ backchannelLogoutUri }) => backchannelLogoutUri !== undefined);
}

/** Whether the owner's systems are told of what happens: then there is a queue for it, and who tells them. */
export function tellsEvents({ events: { bus, webhooks } }: Pick<Settings, "events">): boolean {
  return bus !== undefined || webhooks.length > 0;
}

/** Whether some of them are called, each with a secret of its own. */
export function callsWebhooks({ events: { webhooks } }: Pick<Settings, "events">): boolean {
  return webhooks.length > 0;
}

/** Whether users can have factors: what happens to them is told then. */
export function canHaveFactors(settings: Pick<Settings, "secondFactor" | "factors">): boolean {
  return asksFactors(settings) || offersPasskeys(settings) || offersPush(settings);
}

/** Whether a sign-in may take two steps: then subjects' factors are read, and have routes. */
export function asksFactors({ secondFactor: asked }: Pick<Settings, "secondFactor">): boolean {
  return asked !== "off";
}

/** Whether the service takes passkeys. */
export function offersPasskeys({ factors: { passkeys } }: Pick<Settings, "factors">): boolean {
  return passkeys !== "off";
}

/** Whether users may have their codes shown by browsers. */
export function offersPush({ factors: { push } }: Pick<Settings, "factors">): boolean {
  return push !== "off";
}

/** Whether it is written down when a code last proved an address: a passkey and a browser prove none. */
export function keepsProofs(settings: Pick<Settings, "factors">): boolean {
  return offersPasskeys(settings) || offersPush(settings);
}

/** Whether functions read what admins have changed without a deployment. */
export function takesLiveChanges({ liveChanges }: Pick<Settings, "liveChanges">): boolean {
  return liveChanges === "on";
}

/** Whether the desk has pages: for admins who have an address to sign in by. */
export function hasDeskPages({ desk }: Pick<Settings, "desk">): boolean {
  return desk?.admins.some((one) => "recipient" in one) === true;
}

/** Whether the bot check is Cloudflare's: then a secret holds its key. */
export function asksTurnstile({ botCheck }: Pick<Settings, "botCheck">): boolean {
  return botCheck?.use === "turnstile";
}

/** Whether some provider logs in with credentials of its own. */
export function needsCredentials(settings: Settings): boolean {
  return neededCredentials(settings).length > 0;
}
