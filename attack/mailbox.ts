import { setTimeout as wait } from "node:timers/promises";
import { Skipped } from "./case.ts";
import type { Client } from "./client.ts";

/** How long a message may take, in milliseconds, and how long to wait between two looks. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 25;

/** Where the codes of the attack's own users arrive. */
export interface Mailbox {
  /** How many messages an address was sent. */
  count(address: string): Promise<number>;
  /** The code of the newest message, once there are more than so many. @throws Skipped when none comes */
  code(address: string, after?: number): Promise<string>;
  /** The newest message. */
  text(address: string): Promise<string>;
}

/** The inbox of the local service. */
export function localInbox(client: Client): Mailbox {
  const list = async (address: string) => {
    const { status, text } = await client.ask(`/_local/inbox?recipient=${encodeURIComponent(address)}`);
    if (status !== 200) throw new Skipped("the inbox of the local service cannot be read");
    return JSON.parse(text) as readonly { readonly text: string }[];
  };
  return {
    count: async (address) => (await list(address)).length,
    text: async (address) => (await list(address))[0]?.text ?? "",
    async code(address, after = 0) {
      for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
        const messages = await list(address);
        const code = codeIn(messages[0]?.text ?? "");
        if (messages.length > after && code !== undefined) return code;
        await wait(LOOK_MS);
      }
      throw new Skipped("no message came");
    },
  };
}

/** The code that begins a message: digits, or letters and digits in groups. */
export function codeIn(text: string): string | undefined {
  return /^(?:\d{4,10}\b|[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{3})/.exec(text)?.[0];
}
