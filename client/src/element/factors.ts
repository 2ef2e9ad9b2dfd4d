import { createAccountClient } from "../account.ts";
import type { FactorRequired } from "../client.ts";
import type { Hands, Tools } from "./late.ts";
import { learnLate } from "./late-languages.ts";
import { passkeyOffer } from "./passkey-offer.ts";
import { type Draw, secondStep } from "./second-step.ts";
import type { Step } from "./steps.ts";

/** What the tag loads late. */
export interface LateFactors {
  /** Loads the words of a language. */
  readonly learn: (locale: string) => Promise<void>;
  /** Offers the sign-in by passkey beside the form of the address, where it may be. */
  readonly offer: (step: Step, signal: AbortSignal) => Promise<void>;
  /** How the second step of a sign-in is shown; undefined where it asks for nothing that the tag can ask for. */
  readonly second: (required: FactorRequired) => Draw | undefined;
}

/** Makes it for one tag. */
export function factorsOf(tools: Tools, hands: Hands): LateFactors {
  const account = createAccountClient({ baseUrl: hands.base });
  return {
    learn: (locale) => learnLate(tools.lateWords, locale),
    offer: passkeyOffer(tools, hands, account),
    second: (required) => secondStep(tools, hands, account, required),
  };
}
