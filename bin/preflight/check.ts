import type { Channel } from "../../functions/domain/channel.ts";
import { carriersOf, isEnabled } from "../../functions/settings.ts";
import type { StageConfig } from "../../lib/stage-config.ts";
import type { Account } from "./account.ts";

/** What a check has found. Nothing but `fine` and `note` lets a deployment go on. */
export interface Finding {
  /** `stop`: the deployment or its first code would fail. `unknown`: the account could not be read. */
  readonly verdict: "fine" | "note" | "stop" | "unknown";
  /** What is there. */
  readonly found: string;
  /** What to do about it. */
  readonly todo?: string;
}

/** What is to be deployed, and what is there of it already. */
export interface Plan {
  readonly stage: string;
  readonly config: StageConfig;
  readonly accountId: string;
  /** Who looks: a user, or a role with the name of its session. */
  readonly callerArn: string;
  readonly region: string;
  /** Whether the stage's stacks are there: then its names are its own. */
  readonly deployed: boolean;
}

/** One look at the account. It changes nothing. */
export interface Check {
  readonly looksAt: string;
  /** What its caller has to be allowed: IAM actions, all of them reading. */
  readonly actions: readonly string[];
  /** @returns no finding where the stage does not need what it looks at */
  readonly run: (account: Account, plan: Plan) => Promise<readonly Finding[]>;
}

export const fine = (found: string): Finding => ({ verdict: "fine", found });
export const note = (found: string, todo: string): Finding => ({ verdict: "note", found, todo });
export const stop = (found: string, todo: string): Finding => ({ verdict: "stop", found, todo });

/** The answer, or undefined where AWS says by one of these names that there is none. */
export async function unlessMissing<T>(
  asked: Promise<T>,
  ...names: readonly string[]
): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}

/** What carries a channel of a stage, by the names of settings. */
export function carries({ settings }: StageConfig, channel: Channel, provider: string): boolean {
  return isEnabled(settings, channel) && carriersOf(settings, channel).some(({ use }) => use === provider);
}
