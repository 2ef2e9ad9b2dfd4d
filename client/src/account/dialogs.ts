import type { CallOptions } from "../call.ts";
import type { CredentialJson, PasskeyOptions, PublicKeyJson } from "./answers.ts";
import { askBrowser, unanswered } from "./ask-browser.ts";
import { browser, type BrowserCredential } from "./browser.ts";
import type { Act } from "./calls.ts";
import type { OptionsRequest, PasskeyResult } from "./passkey-calls.ts";

/** What came of a dialog. */
export interface Answered {
  readonly credential: CredentialJson;
  /** What was asked with. */
  readonly publicKey: PublicKeyJson;
}

/** Shows a browser's dialog. */
export type Show = (publicKey: PublicKeyJson, signal: AbortSignal) => Promise<BrowserCredential | null>;

/**
 * Asks for options, and shows a dialog with them.
 * @param waits whether it is a list that waits at a field for as long as the page is there
 */
export type Dialog = (
  request: OptionsRequest,
  show: Show,
  options?: CallOptions,
  waits?: boolean,
) => Promise<PasskeyResult<Answered>>;

/** Seconds before their end at which a list is given new options. */
const EARLY_SECONDS = 60;

/**
 * Shows dialogs one at a time, since browsers refuse a second one while the first waits. What waits is given up for a newer
 * one, its call included; what was signed is not.
 */
export function dialogs(ask: Act<PasskeyOptions>): Dialog {
  let other: { readonly end: () => void; readonly waits: boolean } | undefined;

  /** @returns undefined for a list whose options are nearly over */
  const once = async (...[request, show, options, waits]: Parameters<Dialog>) => {
    // A list is begun late where the browser takes long to say that it has any: who has pressed a button goes first.
    if (waits && other?.waits === false) return unanswered("AbortError");
    other?.end();
    const stop = new AbortController();
    const end = () => stop.abort();
    const own = { end, waits: waits === true };
    other = own;
    const given = options?.signal;
    given?.addEventListener("abort", end);
    if (given?.aborted) end();
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const asked = await ask(request, { ...options, signal: stop.signal });
      if (!asked.ok) return asked;
      const { publicKey, expiresIn } = asked.value;
      if (waits) timer = setTimeout(end, Math.max(expiresIn - EARLY_SECONDS, EARLY_SECONDS) * 1000);
      const shown = await askBrowser(() => show(publicKey, stop.signal));
      if (shown.ok) return { ok: true as const, value: { credential: shown.value, publicKey } };
      const isLate = stop.signal.aborted && other === own && !given?.aborted;
      return isLate ? undefined : shown;
    } finally {
      clearTimeout(timer);
      if (other === own) other = undefined;
      given?.removeEventListener("abort", end);
    }
  };

  return async (...asked) => {
    if (!hasPasskeys()) return unanswered("NotSupportedError");
    for (;;) {
      const answered = await once(...asked);
      if (answered) return answered;
    }
  };
}

/** Whether the browser knows passkeys: not in Node, and not in pages on plain HTTP. */
export function hasPasskeys(): boolean {
  return browser().PublicKeyCredential !== undefined;
}
