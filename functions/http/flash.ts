import type { Clock } from "../domain/ambient.ts";
import { SEAL_VERSION, seal, unseal } from "../domain/sealed.ts";
import { openSealed } from "../flows/open-sealed.ts";
import type { Keys } from "../keys/port.ts";
import type { CookieJar } from "./cookies.ts";
import { isForeign } from "./guard.ts";
import { isProblemName, type Problem, problem, type ProblemName } from "./problem.ts";
import type { HttpRequest } from "./request.ts";

/** Where a form is sent back to. */
export type FlashPage =
  | "/otp/request"
  | "/otp/verify"
  | "/otp/factor"
  | "/otp/session"
  | "/otp/passkeys"
  | "/otp/push"
  | "/otp/account"
  | "/otp/account/factors/totp";

/** What a page says once, after a form: a page that is asked for by GET says it, so that a reload repeats nothing. */
export interface Flash {
  readonly page: FlashPage;
  /** The challenge that it is about, where the page is about one. */
  readonly mark?: string | undefined;
  readonly problem?: Problem | undefined;
  readonly notice?:
    | "sent-again"
    | "confirmed"
    | "passkey-removed"
    | "push-removed"
    | "passkey-offer"
    | "session-ended"
    | "others-ended"
    | "app-ended"
    | "authenticator-removed"
    | "authenticator-removed-alone";
  /** What was typed, by its field; never a code. */
  readonly typed?: Readonly<Record<string, string>> | undefined;
}

export interface FlashDependencies {
  readonly keys: Pick<Keys, "current" | "find">;
  readonly cookies: CookieJar;
  readonly clock: Clock;
  readonly publicUrl: string;
}

/** How long it waits for its page, in seconds. */
export const FLASH_SECONDS = 60;

/** As much of a typed text as waits, in characters: an e-mail address has no more. */
const MAX_TYPED_LENGTH = 254;
/** All of it, in bytes: what all cookies have room for beside the others, and beside one more of half a kilobyte. */
const MAX_BYTES = 640;

const FLASH_SEAL = { label: "flash|", tagBytes: 16 };
const HEAD_BYTES = 6;

/** The cookie that makes the page say it: `version(1) kid(1) leftAt(4) JSON tag(16)`, sealed with the form key. */
export async function leaveFlash(
  { keys, cookies, clock }: Omit<FlashDependencies, "publicUrl">,
  flash: Flash,
): Promise<string> {
  const { kid, key } = await keys.current("form");
  const head = Buffer.alloc(HEAD_BYTES);
  head.set([SEAL_VERSION, kid]);
  head.writeUInt32BE(clock(), 2);
  const body = Buffer.concat([head, Buffer.from(fitting(flash))]);
  return cookies.set("flash", seal(FLASH_SEAL, key, body).toString("base64url"), FLASH_SECONDS);
}

/**
 * What waits for a page, and the cookie that ends the waiting. Only a window that opens the page itself takes it: neither
 * a prefetch nor a script, and nothing that another site has opened.
 */
export async function takeFlash(
  { keys, cookies, clock, publicUrl }: FlashDependencies,
  request: HttpRequest,
  page: FlashPage,
  mark?: string,
): Promise<{ readonly flash?: Flash; readonly cookies: readonly string[] }> {
  const nothing = { cookies: [] };
  const text = cookies.read(request.header("cookie"), "flash");
  if (text === undefined || request.method !== "GET" || !request.opensPage || isForeign(request, publicUrl))
    return nothing;
  const body = await openSealed(keys, "form", text, (sealed, key) => unseal(FLASH_SEAL, key, sealed));
  if (!body || clock() >= body.readUInt32BE(2) + FLASH_SECONDS) return nothing;
  const flash = readFlash(body.subarray(HEAD_BYTES).toString());
  if (flash?.page !== page || flash.mark !== mark) return nothing;
  return { flash, cookies: [cookies.clear("flash")] };
}

interface Written extends Omit<Flash, "problem"> {
  readonly problem?: { readonly name: ProblemName; readonly members: Readonly<Record<string, unknown>> };
}

/** As JSON; what was typed is cut where it would not fit. */
function fitting({ problem: wrong, typed, ...flash }: Flash): string {
  const cut = Object.fromEntries(
    Object.entries(typed ?? {}).map(([name, value]) => [
      name,
      value
        .toWellFormed()
        .replace(/\p{Cc}/gu, " ")
        .slice(0, MAX_TYPED_LENGTH),
    ]),
  );
  const write = (fields: typeof cut): string => {
    const written: Written = {
      ...flash,
      ...(wrong && { problem: { name: wrong.name, members: wrong.members } }),
      ...(typed && { typed: fields }),
    };
    return JSON.stringify(written);
  };
  const text = write(cut);
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  // Many letters of three bytes: no address is like that, and the page is shown with its beginning.
  const halved = Object.fromEntries(
    Object.entries(cut).map(([name, value]) => [name, value.slice(0, Math.floor(value.length / 2))]),
  );
  const short = write(halved);
  if (Buffer.byteLength(short) <= MAX_BYTES) return short;
  return JSON.stringify({ ...flash, ...(wrong && { problem: { name: wrong.name, members: {} } }) });
}

function readFlash(text: string): Flash | undefined {
  const { problem: wrong, ...flash } = JSON.parse(text) as Written;
  if (!wrong) return flash;
  // Another version of the service may have sealed it.
  if (!isProblemName(wrong.name)) return undefined;
  return { ...flash, problem: problem(wrong.name, "", wrong.members) };
}
