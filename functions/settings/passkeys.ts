import * as z from "zod/mini";
import { ANDROID_ORIGIN, HOST } from "./passkey-party.ts";

function isOrigin(text: string): boolean {
  if (ANDROID_ORIGIN.test(text)) return true;
  const url = URL.parse(text);
  if (url?.origin !== text) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && url.hostname === "localhost");
}

/** Sign-in by passkey, and as whom the service asks browsers for one. */
export const passkeys = z._default(
  z.union([
    z.enum(["off", "on"], { error: 'must be "off" or "on"' }),
    z.strictObject(
      {
        /** The host that passkeys are for: that of the service itself without it, or a domain above that. */
        rpId: z.optional(
          z.string().check(z.regex(HOST, "must be a host like example.com, without https:// and port")),
        ),
        /** Other web origins, and apps of Android, where users sign in with the same passkeys. */
        origins: z._default(
          z.array(
            z.string().check(
              z.refine(isOrigin, {
                error:
                  "must be a web origin like https://app.example.com, or android:apk-key-hash: with the 43 characters of a certificate's hash",
              }),
            ),
          ),
          [],
        ),
      },
      {
        error: ({ code }) =>
          code === "invalid_type" ? 'settings like {"rpId": "example.com", "origins": []}' : undefined,
      },
    ),
  ]),
  "off",
);

/** What an owner has chosen. */
export type PasskeyChoice = z.infer<typeof passkeys>;
