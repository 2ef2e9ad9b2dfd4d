import { setTimeout as wait } from "node:timers/promises";
import { Skipped } from "./case.ts";
import type { Client } from "./client.ts";
import type { Message } from "./target.ts";

/** Where the codes of the attack's own users arrive. */
export interface Mailbox {
  /** How many messages an address was sent. */
  count(address: string): Promise<number>;
  /** The code of the newest message, once there are more than so many. @throws Skipped when none comes in time */
  code(address: string, after?: number): Promise<string>;
  /** The messages, the newest first; missing where there are none to read. */
  readonly messages?: (address: string) => Promise<readonly Message[]>;
}

/** How long a message may take, and how long to wait between two looks, both in milliseconds. */
export interface Patience {
  readonly patienceMs: number;
  readonly lookMs: number;
}

/** A mailbox that can be listed. A message that is late is no proof that none was sent. */
export function listedMailbox(
  list: (address: string) => Promise<readonly Message[]>,
  { patienceMs, lookMs }: Patience,
): Mailbox {
  return {
    count: async (address) => (await list(address)).length,
    messages: list,
    async code(address, after = 0) {
      for (let waited = 0; waited < patienceMs; waited += lookMs) {
        const messages = await list(address);
        const code = newestCode(messages.slice(0, Math.max(0, messages.length - after)));
        if (code !== undefined) return code;
        await wait(lookMs);
      }
      throw new Skipped(`no code came within ${patienceMs / 1000} seconds; it may be late`);
    },
  };
}

/** The inbox of the local service. */
export function localInbox(client: Client): Mailbox {
  return listedMailbox(
    async (address) => {
      const { status, text } = await client.ask(`/_local/inbox?recipient=${encodeURIComponent(address)}`);
      if (status !== 200) throw new Skipped("the inbox of the local service cannot be read");
      return JSON.parse(text) as readonly Message[];
    },
    { patienceMs: 10_000, lookMs: 25 },
  );
}

/** Recipients of a stage that are sent nothing and have a fixed code each. */
export function fixedCodes(codes: ReadonlyMap<string, string>): Mailbox {
  return {
    count: () => Promise.resolve(0),
    code(address) {
      const code = codes.get(address);
      if (code === undefined) throw new Skipped("the code of this recipient is not known");
      return Promise.resolve(code);
    },
  };
}

/** Of messages, the newest first; not each is about a code. */
function newestCode(messages: readonly Message[]): string | undefined {
  return messages.map(({ text }) => codeIn(text)).find((code) => code !== undefined);
}

/** The code of a message: what stands at its beginning, or else six digits or more that stand alone. */
export function codeIn(text: string): string | undefined {
  return (FIRST.exec(text) ?? ALONE.exec(text))?.groups?.code;
}

const FIRST = /^(?<code>\d{4,10}|[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{3})(?![\w-])/;

const ALONE = /(?:^|\s|: )(?<code>\d{6,10})(?![^\s.,])/;
