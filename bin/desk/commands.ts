import { ASKING_COMMANDS } from "./asking-commands.ts";
import { defined, wordOf } from "./command-values.ts";
import { SETTINGS_COMMANDS } from "./settings-commands.ts";
import type { CallAct, CallAnswer } from "./call.ts";
import { importCustomers, undoImport } from "./customers-file.ts";
import { exportCustomers } from "./export-customers.ts";

/** The options of all commands, as `parseArgs` takes them. */
export const OPTIONS = {
  stage: { type: "string" },
  url: { type: "string" },
  json: { type: "boolean" },
  as: { type: "string" },
  by: { type: "string" },
  evidence: { type: "string" },
  owner: { type: "boolean" },
  "leave-out": { type: "string" },
  "confirm-untold": { type: "boolean" },
  "leaves-factors": { type: "boolean" },
  name: { type: "string" },
  locale: { type: "string" },
  note: { type: "string" },
  month: { type: "string" },
  anew: { type: "boolean" },
  period: { type: "string" },
  "time-zone": { type: "string" },
  before: { type: "string" },
  hours: { type: "string" },
  days: { type: "string" },
  kind: { type: "string" },
  reason: { type: "string" },
  until: { type: "string" },
  "dry-run": { type: "boolean" },
  csv: { type: "boolean" },
  customer: { type: "string" },
  id: { type: "string" },
  deployed: { type: "boolean" },
} as const;

export type Option = keyof typeof OPTIONS;
export type CommandValues = Readonly<Partial<Record<Option, string | boolean>>>;

/** Where to act, and how to say it: every command takes these. */
const EVERYWHERE: readonly Option[] = ["stage", "url", "json", "by"];

/** What a question of the desk was answered; nothing where none was asked. */
export type SeenAnswer = Readonly<Record<string, unknown>>;

/** One command of `npm run desk`. */
export interface Command {
  readonly words: string;
  readonly act: string;
  /** How its arguments are called, as the usage shows them. */
  readonly takes: readonly string[];
  /** How many of them must be there. @default all */
  readonly least?: number;
  readonly options: readonly Option[];
  readonly required?: readonly Option[];
  readonly example: string;
  /** The question whose answer its input is made of. */
  readonly over?: string;
  /** @param seen what that question was answered */
  input(args: readonly string[], values: CommandValues, seen: SeenAnswer): object;
  /** Of one that takes several calls. @default one call with its input */
  run?(call: CallAct, args: readonly string[], values: CommandValues): Promise<CallAnswer>;
}

const CUSTOMER = "CUSTOMER";

/** An empty text takes away what was there. */
const orNone = (value: string | boolean | undefined) => (value === "" ? null : wordOf(value));

const ofPerson = ([customer = ""]: readonly string[], { as }: CommandValues) => defined({ customer, as });

function personal(words: string, act: Command["act"], example: string): Command {
  return { words, act, takes: [CUSTOMER], options: ["as"], example, input: ofPerson };
}

export const COMMANDS: readonly Command[] = [
  personal("block", "block", "block anna@example.com"),
  personal("unblock", "unblock", "unblock customer-7"),
  personal("sessions end", "sessions-end", "sessions end customer-7"),
  personal("cancel", "cancel", "cancel anna@example.com"),
  personal("lanes clear", "lanes-clear", "lanes clear anna@example.com"),
  personal("lift", "lift", "lift anna@example.com"),
  personal("factors show", "factors-show", "factors show customer-7"),
  {
    words: "factors reset",
    act: "factors-reset",
    takes: [CUSTOMER],
    options: ["as", "evidence", "owner", "leave-out", "confirm-untold"],
    required: ["evidence"],
    example: 'factors reset customer-7 --evidence "showed her passport at the counter"',
    input: (args, values) => ({
      ...ofPerson(args, values),
      ...defined({
        evidence: values.evidence,
        owner: values.owner,
        leaveOut: wordOf(values["leave-out"])
          ?.split(",")
          .map((one) => one.trim()),
        untold: values["confirm-untold"],
      }),
    }),
  },
  {
    words: "factors cancel-reset",
    act: "factors-cancel-reset",
    takes: [CUSTOMER],
    options: ["as", "owner"],
    example: "factors cancel-reset customer-7",
    input: (args, values) => ({ ...ofPerson(args, values), ...defined({ owner: values.owner }) }),
  },
  {
    words: "contacts add",
    act: "contacts-add",
    takes: [CUSTOMER, "ADDRESS"],
    options: ["as", "name", "locale", "leaves-factors"],
    example: "contacts add customer-7 +14155550123",
    input: ([customer = "", recipient = ""], values) =>
      defined({
        ...{ customer, recipient, as: values.as, name: values.name, locale: values.locale },
        leavesFactors: values["leaves-factors"],
      }),
  },
  {
    words: "contacts remove",
    act: "contacts-remove",
    takes: [CUSTOMER, "ADDRESS"],
    options: ["as"],
    example: "contacts remove customer-7 +14155550123",
    input: ([customer = "", recipient = ""], { as }) => defined({ customer, recipient, as }),
  },
  {
    words: "customers find",
    act: "customers-find",
    takes: ["BEGINNING"],
    least: 0,
    options: ["name"],
    example: "customers find C-10",
    input: ([beginning = ""], { name }) => defined({ text: beginning, name }),
  },
  {
    words: "customers edit",
    act: "customers-edit",
    takes: [CUSTOMER],
    options: ["as", "name", "locale", "note"],
    example: 'customers edit customer-7 --note "moved in May"',
    input: (args, values) => ({
      ...ofPerson(args, values),
      ...defined({
        name: orNone(values.name),
        locale: orNone(values.locale),
        note: orNone(values.note),
      }),
    }),
  },
  {
    words: "customers export",
    act: "customers-export",
    takes: ["BEGINNING"],
    least: 0,
    options: ["csv"],
    required: ["csv"],
    example: "customers export --csv > customers.csv",
    input: () => ({}),
    run: exportCustomers,
  },
  {
    words: "customers import",
    act: "customers-import",
    takes: ["FILE"],
    options: ["dry-run", "id"],
    example: "customers import customers.csv --dry-run",
    input: () => ({}),
    run: importCustomers,
  },
  {
    words: "customers imports",
    act: "customers-imports",
    takes: [],
    options: [],
    example: "customers imports",
    input: () => ({}),
  },
  {
    words: "customers import undo",
    act: "customers-import-undo",
    takes: ["ID"],
    options: [],
    example: "customers import undo 0199a1b2-c3d4-7e5f-8a9b-0c1d2e3f0000",
    input: ([id = ""]) => ({ import: id }),
    run: undoImport,
  },
  {
    words: "invite",
    act: "invite",
    takes: ["ADDRESS"],
    options: ["customer"],
    example: "invite anna@example.com --customer customer-7",
    input: ([recipient = ""], { customer }) => defined({ recipient, customer }),
  },
  personal("forget", "forget", "forget anna@example.com"),
  {
    words: "audit",
    act: "audit-list",
    takes: [],
    options: ["month"],
    example: "audit --month 2026-11",
    input: (_args, { month }) => defined({ month }),
  },
  {
    words: "admins enrol",
    act: "admins-enrol",
    takes: ["ADDRESS"],
    options: ["anew"],
    example: "admins enrol anna@example.com",
    input: ([recipient = ""], { anew }) => defined({ recipient, anew }),
  },
  {
    words: "open",
    act: "open",
    takes: ["ADDRESS"],
    options: [],
    example: "open anna@example.com",
    input: ([recipient = ""]) => ({ recipient }),
  },
  { words: "admins", act: "admins-list", takes: [], options: [], example: "admins", input: () => ({}) },
  ...ASKING_COMMANDS,
  ...SETTINGS_COMMANDS,
];

/** The command that some words name, and what follows them; undefined where they name none, or it does not take that. */
export function commandOf(
  words: readonly string[],
  values: CommandValues,
): { readonly command: Command; readonly args: readonly string[] } | undefined {
  const command = COMMANDS.toSorted((one, other) => other.words.length - one.words.length).find((one) => {
    return one.words.split(" ").every((word, index) => words[index] === word);
  });
  if (!command) return undefined;
  const args = words.slice(command.words.split(" ").length).map((one) => one.trim());
  const { takes, least = takes.length, required = [] } = command;
  const fits = args.length >= least && args.length <= takes.length && args.every((one) => one !== "");
  const known = new Set<string>([...EVERYWHERE, ...command.options]);
  const taken = Object.keys(values).every((name) => known.has(name));
  const said = required.every((name) => String(values[name] ?? "").trim() !== "");
  const as = values.as === undefined || values.as === "address" || values.as === "id";
  return fits && taken && said && as ? { command, args } : undefined;
}
