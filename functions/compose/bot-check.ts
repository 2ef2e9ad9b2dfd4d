import type { BotCheck } from "../bot-check/port.ts";
import { powCheck } from "../bot-check/pow.ts";
import { turnstileCheck, type TurnstileOptions } from "../bot-check/turnstile.ts";
import type { ReadCredentials } from "../delivery/credentials.ts";
import { assertNever } from "../domain/errors.ts";
import type { Keys } from "../keys/port.ts";
import { clientOrigins } from "../settings.ts";
import type { Base } from "./base.ts";

/** The bot check that the owner has chosen, if any. @param wire how Cloudflare is reached, where it is a stand-in */
export function botCheckWith(
  known: Keys,
  { settings, random, publicUrl, observer }: Pick<Base, "settings" | "random" | "publicUrl" | "observer">,
  credentials: ReadCredentials,
  wire: Pick<TurnstileOptions, "url" | "timeoutMilliseconds"> = {},
): BotCheck | undefined {
  const choice = settings.botCheck;
  switch (choice?.use) {
    case undefined:
      return undefined;
    case "pow":
      return powCheck(known, random, choice.cost);
    case "turnstile": {
      const pages = [publicUrl, ...settings.corsOrigins, ...clientOrigins(settings)];
      return turnstileCheck({
        ...{ siteKey: choice.siteKey, onFault: choice.onFault, observer, ...wire },
        hostnames: pages.map((page) => new URL(page).hostname),
        readSecretKey: async () => (await credentials("turnstile")).secretKey,
      });
    }
    default:
      return assertNever(choice);
  }
}
