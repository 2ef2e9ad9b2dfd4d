import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

export const USAGE = `Attacks a service of your own that signs people in by codes, and says what holds.

  latchkey-attack                              http://localhost:3000, as npm start serves it
  latchkey-attack URL --recipient ... --token ...
                                               a stage; its setting attackToken says the same token

Where codes are read
  --recipient ADDRESS=CODE   a test recipient of the stage (testRecipients); several times
  --recipients FILE          the same, one to a line, so that no shell remembers them
  --recipient PATTERN        with a star, like attack-*@example.com, and --imap: each address that is made of it
  --imap imaps://USER@HOST   the mailbox they all arrive in; LATCHKEY_ATTACK_IMAP_PASSWORD has the password

What is allowed
  --token TOKEN              or LATCHKEY_ATTACK_TOKEN; npm start's service needs none
  --i-own-this               in place of a token, for a target that is not Latchkey, or is on this machine
  --yes                      also what leaves something behind that lasts longer than an hour
  --requests N               in all; 5000, and 30000 for the local service
  --messages N               codes that are sent; 60, and 1500 for the local service
  --minutes N                for all; 15, and 1440 at most
  --answer-seconds N         for one answer; 30
  --mail-seconds N           for one message; 60

What is attacked
  --only NAME,NAME           these cases alone
  --list                     prints the cases that there are, and what they may cost
  --plan                     says what would be done, and does nothing
  --app ID --redirect-uri URI   an app of the stage, for what is about apps
  --adapter FILE             a module that knows another product

  --json FILE                writes the report in JSON too

Exit status: 0 if all that was tried holds, 1 if something is broken, 2 if nothing could be said.`;

/** What a run was asked for. */
export interface Options {
  /** Without a trailing slash. */
  readonly url: string;
  readonly isLoopback: boolean;
  readonly recipients: readonly string[];
  readonly imap?: string;
  readonly imapPassword: string;
  readonly token?: string;
  readonly owns: boolean;
  readonly yes: boolean;
  readonly requests?: number;
  readonly messages?: number;
  readonly minutes: number;
  readonly answerSeconds: number;
  readonly mailSeconds: number;
  readonly only?: readonly string[];
  readonly list: boolean;
  readonly plan: boolean;
  readonly app?: { readonly id: string; readonly redirectUri: string };
  readonly adapter?: string;
  readonly json?: string;
}

/** What was typed is not understood; the message says what and why. */
export class Misunderstood extends Error {
  override readonly name = "Misunderstood";
}

/** A day; and a timer takes no more than 24 of them. */
const MOST_MINUTES = 1440;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Misunderstood */
export function readOptions(args: readonly string[], environment: Environment): Options {
  const { values, positionals } = parsed(args);
  const [given = "http://localhost:3000", ...others] = positionals;
  if (others.length > 0) throw new Misunderstood("One target at a time.");
  const url = URL.parse(given);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "" || url.hash !== "")
    throw new Misunderstood("The target is no address of a service, like https://id.example.com.");
  const isLoopback = LOOPBACK.has(url.hostname);
  if (!isLoopback && url.protocol !== "https:")
    throw new Misunderstood("A target that is not on this machine has to be reached by https.");
  if ((values.app === undefined) !== (values["redirect-uri"] === undefined))
    throw new Misunderstood("--app and --redirect-uri go together.");
  const recipients = [
    ...(values.recipient ?? []),
    ...(values.recipients === undefined ? [] : linesOf(values.recipients)),
  ];
  const token = values.token ?? environment.LATCHKEY_ATTACK_TOKEN;
  return {
    url: url.origin + url.pathname.replace(/\/+$/, ""),
    isLoopback,
    recipients,
    imapPassword: environment.LATCHKEY_ATTACK_IMAP_PASSWORD ?? "",
    owns: values["i-own-this"] === true,
    yes: values.yes === true,
    minutes: numberOf("minutes", values.minutes, MOST_MINUTES) ?? 15,
    answerSeconds: numberOf("answer-seconds", values["answer-seconds"], 3600) ?? 30,
    mailSeconds: numberOf("mail-seconds", values["mail-seconds"], 3600) ?? 60,
    list: values.list === true,
    plan: values.plan === true,
    ...present("requests", numberOf("requests", values.requests)),
    ...present("messages", numberOf("messages", values.messages)),
    ...present("imap", values.imap),
    ...present("token", token === "" ? undefined : token),
    ...present(
      "only",
      values.only?.split(",").map((name) => name.trim()),
    ),
    ...present("adapter", values.adapter),
    ...present("json", values.json),
    ...(values.app !== undefined &&
      values["redirect-uri"] !== undefined && {
        app: { id: values.app, redirectUri: values["redirect-uri"] },
      }),
  };
}

function present<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as Readonly<Partial<Record<Name, Value>>>;
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ recipient: { type: "string", multiple: true }, recipients: text, imap: text, token: text },
        ...{ "i-own-this": flag, yes: flag, list: flag, plan: flag, only: text, json: text },
        ...{ requests: text, messages: text, minutes: text, "answer-seconds": text, "mail-seconds": text },
        ...{ app: text, "redirect-uri": text, adapter: text },
      },
    });
  } catch (error) {
    throw new Misunderstood(error instanceof Error ? error.message : "Unknown.");
  }
}

function numberOf(name: string, text: string | undefined, most = Infinity): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text) || Number(text) > most)
    throw new Misunderstood(
      `--${name} takes a whole number from 1 ${most === Infinity ? "on" : `to ${most}`}.`,
    );
  return Number(text);
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"));
  } catch {
    throw new Misunderstood(`${file} cannot be read.`);
  }
}
