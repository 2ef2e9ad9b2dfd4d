import { FIRST_DEPLOYMENT } from "../../lib/first-deployment.ts";

/** What becomes of changes that a deployment touches. */
const LIVE_CHOICES = ["keep", "drop"] as const;
export type LiveChoice = (typeof LIVE_CHOICES)[number];

/** What `npm run deploy` is asked. */
interface Deployment {
  readonly stage: string;
  /** Whether a deployment of the data stack has stood. */
  readonly stands: boolean;
  /** What follows `npm run deploy --`, for the CDK. */
  readonly words: readonly string[];
}

/**
 * What the CDK is told, one call after the other.
 *
 * The first deployment of a stage is made without protection: when it fails, CloudFormation has to delete what it made, or
 * the next try would find the names taken. Once it stands, a second call protects the table and the data stack.
 */
export function deploymentPlan({ stage, stands, words }: Deployment): readonly (readonly string[])[] {
  const all = ["deploy", "--all", ...words];
  if (stands) return [all];
  return [
    [...all, "--context", `${FIRST_DEPLOYMENT}=true`],
    ["deploy", `latchkey-${stage}-data`, "--exclusively", ...words],
  ];
}

/** The stage that the CDK's words name; cdk.json's without. */
export function stageOf(words: readonly string[], byDefault: string): string {
  const named = words.flatMap((word, index) => {
    const value = /^(?:--context|-c)$/.test(word)
      ? words[index + 1]
      : /^(?:--context|-c)=(.*)$/.exec(word)?.[1];
    return /^stage=(.+)$/.exec(value ?? "")?.[1] ?? [];
  });
  return named.at(-1) ?? byDefault;
}

/** The value of an option of the CDK, in either spelling. */
export function optionOf(words: readonly string[], name: string): string | undefined {
  const index = words.indexOf(`--${name}`);
  if (index !== -1) return words[index + 1];
  return words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

/**
 * What is to become of changes that were made live, and the words without it: the CDK does not know it.
 * @param byDefault what the environment says
 * @throws Error for what is neither
 */
export function liveChoiceOf(
  given: readonly string[],
  byDefault: string | undefined,
): { readonly words: readonly string[]; readonly choice: LiveChoice | undefined } {
  const index = given.findIndex((word) => word === "--live" || word.startsWith("--live="));
  const word = given[index];
  const isApart = word === "--live";
  const said =
    word === undefined ? byDefault : isApart ? (given[index + 1] ?? "") : word.slice("--live=".length);
  const words = word === undefined ? given : given.toSpliced(index, isApart ? 2 : 1);
  if (said === undefined) return { words, choice: undefined };
  const choice = LIVE_CHOICES.find((one) => one === said);
  if (!choice) throw new Error(`Say --live keep or --live drop, not "${said}".`);
  return { words, choice };
}
