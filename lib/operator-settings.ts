import * as z from "zod/mini";
import { fault, type StageFault } from "./stage-faults.ts";

/** Those that every stage has already. */
const OWN_TAGS: ReadonlySet<string> = new Set(["service", "stage"]);

const tagName = z.string().check(
  z.regex(
    /^(?!aws:)[\p{L}\p{N}\s_.:/=+\-@]{1,128}$/u,
    "must be 1 to 128 letters, digits, spaces or _.:/=+-@, not aws: at its beginning",
  ),
  z.refine((name) => !OWN_TAGS.has(name), { error: "is a tag that every stage has" }),
);

const tagValue = z
  .string()
  .check(
    z.regex(
      /^[\p{L}\p{N}\s_.:/=+\-@]{0,256}$/u,
      "must be at most 256 letters, digits, spaces or characters of _.:/=+-@",
    ),
  );

/** Tags of everything that has tags, beside `service` and `stage`. CloudFormation takes 50. */
export const tags = z._default(
  z
    .record(tagName, tagValue)
    .check(z.refine((all) => Object.keys(all).length <= 40, { error: "must be 40 tags at most" })),
  {},
);

const monthlyUsd = z.int().check(z.gte(1), z.lte(10_000_000));

/** What the account may cost in a calendar month before an e-mail says so. Nothing is stopped by it. */
export const budgets = z.strictObject({
  /** Who is told. */
  address: z.email("must be an e-mail address"),
  /** All of the account's costs, in USD. */
  monthlyUsd: z.optional(monthlyUsd),
  /** What the account's SMS cost, in USD. */
  smsMonthlyUsd: z.optional(monthlyUsd),
});

/** The name of a managed policy of the account that bounds what every role of the stage may do. */
export const permissionsBoundary = z
  .string()
  .check(
    z.regex(/^[\w+=,.@-]{1,128}$/, "must be the name of a managed policy of the account, without its path"),
  );

/** Daily backups of the table, beside the point-in-time recovery that each stage has. */
export const backup = z.strictObject({
  /** How long each of them is kept, in days. */
  keepDays: z.int().check(z.gte(1), z.lte(36_500)),
  /** A vault in another region or account that gets a copy of each. */
  copyToVaultArn: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}$/,
          "must be the ARN of a vault of AWS Backup",
        ),
      ),
  ),
});

/** The hosted zone of the stage's domain, where it is in the same account. */
export const zone = {
  hostedZoneId: z.optional(
    z
      .string()
      .check(z.regex(/^Z[A-Z0-9]{1,31}$/, "must be the id of a Route 53 hosted zone, like Z0123456789ABC")),
  ),
  zoneName: z.optional(
    z
      .string()
      .check(
        z.regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "must be a name like example.com"),
      ),
  ),
};

interface OperatorSettings {
  readonly domain?:
    | {
        readonly name: string;
        readonly hostedZoneId?: string | undefined;
        readonly zoneName?: string | undefined;
      }
    | undefined;
  readonly budgets?: z.infer<typeof budgets> | undefined;
  readonly backup?: z.infer<typeof backup> | undefined;
  readonly removeDataOnDestroy: boolean;
}

/** What each of these settings allows and all of them together do not. */
export function operatorFaults({
  domain,
  budgets,
  backup,
  removeDataOnDestroy,
}: OperatorSettings): StageFault[] {
  const faults: StageFault[] = [];
  const { hostedZoneId, zoneName, name = "" } = domain ?? {};
  if ((hostedZoneId === undefined) !== (zoneName === undefined))
    faults.push(fault("domain.hostedZoneId", "needs domain.zoneName beside it, and the other way round"));
  if (zoneName !== undefined && name !== zoneName && !name.endsWith(`.${zoneName}`))
    faults.push(fault("domain.zoneName", "domain.name is not in this zone"));
  if (budgets && budgets.monthlyUsd === undefined && budgets.smsMonthlyUsd === undefined)
    faults.push(fault("budgets", "needs monthlyUsd, smsMonthlyUsd or both"));
  if (backup && removeDataOnDestroy)
    faults.push(
      fault(
        "backup",
        "needs removeDataOnDestroy to be false, since a vault with backups cannot be deleted with its stack",
      ),
    );
  return faults;
}
