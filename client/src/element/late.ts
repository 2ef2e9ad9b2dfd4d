import { readCode } from "../../../functions/domain/typed/code.ts";
import type { Approval, ClientError } from "../client.ts";
import { countDown } from "./count-down.ts";
import type { LateFactors } from "./factors.ts";
import { button, field, make } from "./make.ts";
import { oneCall } from "./one-call.ts";
import { EXPIRED } from "./read-answers.ts";
import type { Draw } from "./second-step.ts";
import { blame } from "./tell-error.ts";
import { whenComplete } from "./when-complete.ts";
import { lateWords, type Speech } from "./words.ts";

/** What the tag lends to the file that it loads late, so that a page has each of them once. */
const TOOLS = { make, button, field, blame, whenComplete, countDown, oneCall, readCode, lateWords, EXPIRED };
export type Tools = typeof TOOLS;

/** What the file may have the tag do. */
export interface Hands {
  /** The address of the service. */
  readonly base: string;
  readonly speech: () => Speech;
  readonly complete: (approval: Approval) => void;
  /** Tells of an error, where the user is then. @param says in place of the usual words */
  readonly fail: (error: ClientError, says?: string, isOver?: boolean) => void;
  /** Shows the second step as it is by now, or asks for an address again; with the focus in it. */
  readonly show: (second?: Draw) => void;
  /** Leads to the service's own page. */
  readonly leave: () => void;
}

/** Loads what few sign-ins need: the second step, passkeys, what is said of notifications. Undefined where that cannot be. */
export async function loadFactors(hands: Hands): Promise<LateFactors | undefined> {
  try {
    return (await import("./factors.ts")).factorsOf(TOOLS, hands);
  } catch {
    return undefined;
  }
}
