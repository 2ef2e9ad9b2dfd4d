import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { addressesLike, type Addresses, namedAddresses } from "./addresses.ts";
import type { AttackCase } from "./case.ts";
import { attackCases, commonCases } from "./cases.ts";
import { type Bounds, clientOf } from "./client.ts";
import { isRegistered, recognize, refusal } from "./consent.ts";
import { imapMailbox } from "./imap.ts";
import { localPeople, strangersBeside } from "./latchkey/people.ts";
import { latchkeyTarget } from "./latchkey/target.ts";
import { fixedCodes, localInbox, type Mailbox } from "./mailbox.ts";
import { Misunderstood, type Options } from "./options.ts";
import { MOST_AT_ONCE, type Target } from "./target.ts";

/** What a module behind `--adapter` exports as `connect`. */
export type Connect = (options: {
  readonly url: string;
  readonly bounds: Bounds;
  readonly mailbox: Mailbox | undefined;
  readonly manyAddresses: boolean;
}) => Promise<Target> | Target;

/** A target that may be attacked, and what it is attacked with. */
export interface Prepared {
  readonly target: Target;
  readonly addresses: Addresses;
  readonly cases: readonly AttackCase[];
  /** Whether it is the service of `npm start`, and what it sends stays on this machine. */
  readonly isFree: boolean;
  /** Whether nothing lasts that a case leaves behind. */
  readonly isPassing: boolean;
  /** What a reader of the report should know, in sentences. */
  readonly notes: readonly string[];
  readonly close: () => Promise<unknown>;
}

/** A clock that is further away than this, in seconds, is told. */
const CLOCK_SECONDS = 30;

/** @returns why nothing can be attacked, in a sentence, or what can @throws Misunderstood, Skipped */
export async function prepare(options: Options, bounds: Bounds): Promise<Prepared | string> {
  const { url, isLoopback, adapter, app } = options;
  const client = clientOf(url, bounds);
  if (adapter !== undefined || !isLoopback) {
    const refused = await refusal(client, options);
    if (refused !== undefined) return refused;
  }
  if (adapter !== undefined) return adapted(adapter, options, bounds);
  const recognized = await recognize(client, isLoopback);
  if (typeof recognized === "string") return recognized;
  const { configuration, local, aheadSeconds } = recognized;
  const isLocal = local !== undefined;
  if (isLoopback && !isLocal) {
    const refused = await refusal(client, options);
    if (refused !== undefined) return refused;
  }
  const isFree = local?.catchesEmail === true;
  const hasCustomers = local?.isRegistered ?? (options.token !== undefined && (await isRegistered(client)));
  // A mailbox that is open keeps the program from its end: nothing that may fail comes between this and who closes it.
  const given = await codes(options, bounds);
  const own = isFree ? localPeople(client, local.isRegistered) : undefined;
  // A customer who was made up stays one, whatever a case leaves behind itself.
  if (!given && local?.isRegistered === true && local.keepsData && !options.yes) return LASTING_CUSTOMERS;
  const addresses = given?.addresses ?? own?.addresses;
  if (!addresses) return NO_CODES;
  if (given?.addresses.isEndless === true && hasCustomers) {
    await given.close();
    return NO_CUSTOMERS;
  }
  const mailbox = given?.mailbox ?? localInbox(client);
  const isPassing = local?.keepsData === false;
  const parts = { url, bounds, mailbox, configuration, isLocal, manyAddresses: addresses.isEndless };
  return {
    target: latchkeyTarget({
      ...parts,
      strangers: given ? (hasCustomers ? strangersBeside(options.recipients) : undefined) : own?.strangers,
      numbers: given ? given.numbers : local?.catchesSms === true ? own?.numbers : undefined,
      movesClock: isPassing || (isLocal && options.yes),
      ...(app && { app }),
    }),
    addresses,
    cases: attackCases,
    ...{ isFree, isPassing },
    notes: notesOf(aheadSeconds),
    close: () => given?.close() ?? Promise.resolve(),
  };
}

const NO_CODES =
  "No code could be read: name test recipients of the stage (--recipient ADDRESS=CODE), or a pattern and a mailbox (--recipient 'attack-*@example.com' --imap ...). Nothing was attacked.";

const LASTING_CUSTOMERS =
  "The service sends codes to customers alone, so the program would register some, and it keeps what is written: allow that with --yes. Nothing was attacked.";

const NO_CUSTOMERS =
  "The target sends codes to customers alone, and addresses that are made of a pattern are none: name test recipients that are registered (--recipient ADDRESS=CODE). Nothing was attacked.";

/** A target of another product. */
async function adapted(adapter: string, options: Options, bounds: Bounds): Promise<Prepared | string> {
  const { url, isLoopback } = options;
  // Addresses that are made up may be someone's: messages to them must not leave this machine.
  if (!isLoopback && options.recipients.length === 0) return NO_CODES;
  const connect = await connectOf(adapter);
  const post = await codes(options, bounds);
  const close = () => post?.close() ?? Promise.resolve();
  try {
    const target = await connect({
      ...{ url, bounds },
      mailbox: post?.mailbox,
      manyAddresses: post?.addresses.isEndless ?? true,
    });
    const addresses = post?.addresses ?? addressesLike("attack-*@example.com");
    return {
      target: isLoopback ? target : { mostAtOnce: MOST_AT_ONCE, ...target },
      ...{ addresses, cases: commonCases, isFree: false, isPassing: false, notes: [], close },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function notesOf(aheadSeconds: number): string[] {
  if (Math.abs(aheadSeconds) <= CLOCK_SECONDS) return [];
  const way = aheadSeconds > 0 ? "ahead of" : "behind";
  return [
    `The target's clock is ${Math.abs(aheadSeconds)} seconds ${way} this machine's. No case compares the two.`,
  ];
}

async function connectOf(file: string): Promise<Connect> {
  const module = (await import(pathToFileURL(resolve(file)).href).catch((error: unknown) => {
    throw new Misunderstood(
      `${file} cannot be loaded: ${error instanceof Error ? error.message : "unknown"}`,
    );
  })) as { readonly connect?: unknown };
  if (typeof module.connect !== "function") throw new Misunderstood(`${file} exports no function "connect".`);
  return module.connect as Connect;
}

interface Codes {
  readonly mailbox: Mailbox;
  readonly addresses: Addresses;
  /** Phone numbers, where the user names some. */
  readonly numbers?: Addresses | undefined;
  readonly close: () => Promise<unknown>;
}

/** Where codes are read, where the user says so. @throws Misunderstood, Skipped */
async function codes(
  { recipients, imap, imapPassword, mailSeconds }: Options,
  { signal }: Bounds,
): Promise<Codes | undefined> {
  const [first] = recipients;
  if (first === undefined) {
    if (imap !== undefined) throw new Misunderstood("--imap needs --recipient 'PATTERN', with a star.");
    return undefined;
  }
  if (imap !== undefined) {
    if (recipients.length > 1 || !/^[^@*=\s]*\*[^@*=\s]*@[^@*=\s]+$/.test(first))
      throw new Misunderstood("With --imap, name one pattern with a star, like attack-*@example.com.");
    const mailbox = await imapMailbox({ url: imap, password: imapPassword, mailSeconds });
    return { mailbox, addresses: addressesLike(first), close: mailbox.close };
  }
  const fixed = new Map<string, string>();
  for (const one of recipients) {
    const [, address, code] = /^([^=\s*]+)=(\d{4,10})$/.exec(one) ?? [];
    if (address === undefined || code === undefined)
      throw new Misunderstood(
        "A recipient without --imap is a test recipient with its fixed code, like qa@example.com=123456.",
      );
    fixed.set(address, code);
  }
  const named = Map.groupBy(fixed.keys(), (one) => (one.startsWith("+") ? "numbers" : "addresses"));
  const numbers = named.get("numbers");
  return {
    mailbox: fixedCodes(fixed),
    addresses: namedAddresses(named.get("addresses") ?? [], signal),
    numbers: numbers && namedAddresses(numbers, signal),
    close: () => Promise.resolve(),
  };
}
