import * as z from "zod/mini";

/** What admins may do, from the least to the most; see {@link DESK_ROLES} for the one beside the ladder. */
export const LADDER = ["viewer", "operator", "owner"] as const;

/** The roles of the desk: `customers` is for the owner's billing system, and stands beside the ladder. */
export const DESK_ROLES = [...LADDER, "customers"] as const;
export type DeskRole = (typeof DESK_ROLES)[number];

/** As addresses are stored, so that one names a recipient and no other spelling of it. */
const RECIPIENT = /^([a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9.-]+\.[a-z0-9-]+|\+[1-9]\d{6,14})$/;

const USER_OR_ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):(user|role)\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]{1,64})$/;
const ASSUMED_ROLE = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})$/;

/**
 * What a user or a role is told apart by. A role has one name in an account, whatever its path: who has assumed it is named
 * by that name alone. A user is named with its path.
 * @returns undefined for what names neither
 */
export function principalOf(arn: string): string | undefined {
  const [, partition, account, kind, name] = USER_OR_ROLE.exec(arn) ?? [];
  if (kind === "user") return arn;
  if (kind === "role") return roleOf(partition, account, name);
  const [whole, ofPartition, ofAccount, role] = ASSUMED_ROLE.exec(arn) ?? [];
  return whole === undefined ? undefined : roleOf(ofPartition, ofAccount, role);
}

function roleOf(partition = "", account = "", name = ""): string {
  return `arn:${partition}:iam::${account}:role/${name}`;
}

const role = z.enum(DESK_ROLES, { error: `must be one of ${DESK_ROLES.join(", ")}` });

const admin = z.union([
  z.strictObject({
    recipient: z
      .string()
      .check(z.regex(RECIPIENT, "must be an e-mail address in small letters, or a number like +14155550123")),
    role,
  }),
  z.strictObject({
    arn: z.string().check(
      z.refine((text) => principalOf(text) !== undefined, {
        error:
          "must be the ARN of an IAM user or role, like arn:aws:iam::123456789012:role/billing, without the name of a session",
      }),
    ),
    role,
  }),
]);
export type DeskAdmin = z.infer<typeof admin>;

/** What an admin of the settings is told apart by. */
export function nameOfAdmin(one: DeskAdmin): string {
  return "arn" in one ? (principalOf(one.arn) ?? one.arn) : one.recipient;
}

/** Whether it is the name of a time zone, as IANA has them. */
export function isTimeZone(name: string): boolean {
  // What every stage has that says nothing: no function need ask for it at its start.
  if (name === "UTC") return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Who runs the desk; there is no desk without it. */
export const desk = z.optional(
  z
    .strictObject({
      admins: z.array(admin).check(z.minLength(1, "name at least one owner"), z.maxLength(200)),
      /**
       * Whether sign-ins to the desk's pages take a second factor. Only the service on a laptop may do without: a stage
       * with `false` is refused.
       */
      secondFactor: z.optional(z.boolean()),
      /** In which the desk shows times, and at whose midnight its days begin. */
      timeZone: z._default(
        z
          .string()
          .check(
            z.maxLength(64),
            z.refine(isTimeZone, { error: "must be a time zone as IANA names it, like Europe/Berlin" }),
          ),
        "UTC",
      ),
    })
    .check(
      z.refine(({ admins }) => admins.some((one) => one.role === "owner"), {
        path: ["admins"],
        error: "must have an owner: nobody else could undo what an operator does",
      }),
      z.refine(({ admins }) => new Set(admins.map(nameOfAdmin)).size === admins.length, {
        path: ["admins"],
        error: "must name each admin once: two roles of one would leave open which holds",
      }),
    ),
);
