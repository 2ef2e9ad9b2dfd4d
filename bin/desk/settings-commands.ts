import type { Command, CommandValues, Option, SeenAnswer } from "./commands.ts";

const WHY: readonly Option[] = ["reason"];
const WHY_AND_END: readonly Option[] = ["reason", "until"];

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** What a change of one place is, as the act takes it. */
interface Edit {
  readonly path: string;
  readonly entry?: string;
  readonly value?: unknown;
}

/** One act over what is changed now: another admin who is first is not overwritten. */
function over(seen: SeenAnswer, { reason }: CommandValues) {
  return { base: seen.version, reason };
}

function setting(edit: Edit, values: CommandValues, seen: SeenAnswer) {
  const until = endOf(values.until, seen.now);
  return {
    ...over(seen, values),
    edits: [{ ...edit, ...(until !== undefined && { until }) }],
  };
}

function taking(edit: Edit, values: CommandValues, seen: SeenAnswer) {
  return { ...over(seen, values), places: [edit] };
}

/** An end, by the service's clock where it is so many minutes, hours or days from now. */
function endOf(given: string | boolean | undefined, now: unknown): string | undefined {
  if (typeof given !== "string") return undefined;
  const [, number = "", unit = ""] = /^(\d{1,4})([mhd])$/.exec(given) ?? [];
  const seconds = SECONDS[unit];
  if (seconds === undefined || typeof now !== "string") return given;
  return new Date(Date.parse(now) + Number(number) * seconds * 1000).toISOString();
}

/** A value as it stands in JSON; what is none is a text. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A path whose things are named one by one is followed by the name of one. */
function placeOf([path = "", entry]: readonly string[]): Edit {
  return { path, ...(entry !== undefined && { entry }) };
}

/** Commands that set one thing of a list, and take it back. */
function pair(
  [first, second]: readonly [string, string],
  takes: string,
  { path, value, example }: { readonly path: string; readonly value: boolean; readonly example: string },
): readonly Command[] {
  const shared = { takes: [takes], required: WHY, over: "settings-get" } as const;
  return [
    {
      ...shared,
      ...{ words: first, act: "settings-set", options: WHY_AND_END },
      example: `${first} ${example} --reason "an attack"`,
      input: ([entry = ""], values, seen) => setting({ path, entry, value }, values, seen),
    },
    {
      ...shared,
      ...{ words: second, act: "settings-remove", options: WHY },
      example: `${second} ${example} --reason "it is over"`,
      input: ([entry = ""], values, seen) => taking({ path, entry }, values, seen),
    },
  ];
}

/** Commands that change settings without a deployment, and show what is changed. */
export const SETTINGS_COMMANDS: readonly Command[] = [
  {
    ...{ words: "settings get", act: "settings-get", takes: ["PATH"], least: 0, options: ["deployed"] },
    example: "settings get --deployed",
    input: () => ({}),
  },
  {
    ...{ words: "settings set", act: "settings-set", takes: ["PATH", "ENTRY", "VALUE"], least: 2 },
    ...{ options: WHY_AND_END, required: WHY, over: "settings-get" },
    example: 'settings set limits.originPerHour 10 --reason "an attack" --until 2h',
    input: (args, values, seen) =>
      setting({ ...placeOf(args.slice(0, -1)), value: valueOf(args.at(-1) ?? "") }, values, seen),
  },
  {
    ...{ words: "settings remove", act: "settings-remove", takes: ["PATH", "ENTRY"], least: 1 },
    ...{ options: WHY, required: WHY, over: "settings-get" },
    example: 'settings remove limits.originPerHour --reason "it is over"',
    input: (args, values, seen) => taking(placeOf(args), values, seen),
  },
  {
    ...{ words: "settings restore", act: "settings-restore", takes: ["VERSION"], options: [] },
    over: "settings-get",
    example: "settings restore 3",
    input: ([version = ""], _values, seen) => ({ base: seen.version, version: valueOf(version) }),
  },
  {
    ...{ words: "settings versions", act: "settings-versions", takes: [], options: [] },
    example: "settings versions",
    input: () => ({}),
  },
  {
    ...{ words: "settings preview", act: "settings-preview", takes: ["PATH", "ENTRY", "VALUE"], least: 0 },
    ...{ options: ["locale"] },
    example: 'settings preview words de/login.lead "So melden Sie sich bei {brand} an"',
    input: (args, { locale }) => ({
      edits: args.length < 2 ? [] : [{ ...placeOf(args.slice(0, -1)), value: valueOf(args.at(-1) ?? "") }],
      ...(locale !== undefined && { locale }),
    }),
  },
  ...pair(["countries stop", "countries allow"], "COUNTRY", {
    ...{ path: "channels.sms.countries", value: false, example: "FR" },
  }),
  ...pair(["networks deny", "networks undeny"], "NETWORK", {
    ...{ path: "networks.denied", value: true, example: "203.0.113.0/24" },
  }),
  ...pair(["networks allow", "networks disallow"], "NETWORK", {
    ...{ path: "networks.allowed", value: true, example: "198.51.100.0/24" },
  }),
  ...pair(["apps suspend", "apps resume"], "APP", {
    ...{ path: "clients.suspended", value: true, example: "waste-billing" },
  }),
  ...pair(["admins suspend", "admins resume"], "ADMIN", {
    ...{ path: "admins.suspended", value: true, example: "eve@example.com" },
  }),
];
