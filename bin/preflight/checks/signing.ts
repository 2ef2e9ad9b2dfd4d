import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { type Check, fine, note } from "../check.ts";

/** The key set of a stage that does not answer in time is told as unknown. In milliseconds. */
const PATIENCE = 5000;

/**
 * Whether the deployed stage publishes keys for the algorithm that its tokens shall have. The secret itself is not read:
 * private keys have no business on an owner's machine.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export const signingCheck: Check = {
  looksAt: "keys that sign tokens",
  actions: ["cloudformation:DescribeStacks"],
  async run({ cloudformation }, { stage, config, deployed }) {
    if (config.settings.session.algorithm === "RS256") return [];
    if (!deployed) return [fine("a new signing secret has keys for ES256")];
    const { Stacks = [] } = await cloudformation.send(
      new DescribeStacksCommand({ StackName: `latchkey-${stage}-service` }),
    );
    const url = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "ApiUrl")?.OutputValue;
    const kinds = url === undefined ? undefined : await publishedKinds(url);
    if (kinds?.includes("ES256")) return [fine("keys for ES256 are published")];
    const found = kinds ? "no key for ES256 is published" : "the published keys could not be read";
    return [
      note(
        `${found}: without one, tokens are signed with RS256`,
        `rotate them and wait two hours: npm run keys:rotate -- --stage ${stage} --secret signing`,
      ),
    ];
  },
};

async function publishedKinds(url: string): Promise<unknown[] | undefined> {
  try {
    const answer = await fetch(`${url.replace(/\/+$/, "")}/.well-known/jwks.json`, {
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { keys } = (await answer.json()) as { readonly keys: readonly { readonly alg: unknown }[] };
    return keys.map(({ alg }) => alg);
  } catch {
    return undefined;
  }
}
