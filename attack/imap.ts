import { Skipped } from "./case.ts";
import { listedMailbox, type Mailbox } from "./mailbox.ts";
import type { Message } from "./target.ts";

/** What is used of `imapflow`, which is loaded for this alone. */
interface ImapClient {
  on(event: "error", listener: () => void): void;
  connect(): Promise<void>;
  getMailboxLock(path: string, options: { readonly readOnly: boolean }): Promise<{ release(): void }>;
  search(query: object, options: { readonly uid: true }): Promise<readonly number[] | false>;
  fetchAll(
    range: readonly number[],
    query: object,
    options: { readonly uid: true },
  ): Promise<readonly Fetched[]>;
  noop(): Promise<void>;
  logout(): Promise<void>;
}

interface Fetched {
  readonly uid: number;
  readonly bodyParts?: ReadonlyMap<string, Buffer>;
  readonly source?: Buffer;
}

/** Of a message, what is read at most: the code stands at its beginning. */
const MOST_BYTES = 65_536;

export interface ImapOptions {
  /** Like `imaps://user@host:993/INBOX`. */
  readonly url: string;
  readonly password: string;
  readonly mailSeconds: number;
}

/** A mailbox on a server of mail that all addresses of a pattern arrive in. @throws Skipped where it cannot be opened */
export async function imapMailbox({
  url,
  password,
  mailSeconds,
}: ImapOptions): Promise<Mailbox & { readonly close: () => Promise<void> }> {
  const place = URL.parse(url);
  if (!place || !/^imaps?:$/.test(place.protocol) || place.username === "")
    throw new Skipped("--imap takes an address like imaps://user@mail.example.com");
  const secure = place.protocol === "imaps:";
  if (!secure && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(place.hostname))
    throw new Skipped("a mailbox that is not on this machine has to be read by imaps");
  const { ImapFlow } = (await import("imapflow").catch(() => {
    throw new Skipped("--imap needs the package imapflow beside this program: npm install imapflow");
  })) as unknown as { readonly ImapFlow: new (options: object) => ImapClient };
  const client = new ImapFlow({
    host: place.hostname,
    port: Number(place.port || (secure ? 993 : 143)),
    secure,
    auth: { user: decodeURIComponent(place.username), pass: password },
    logger: false,
    ...(!secure && { doSTARTTLS: false }),
  });
  // A connection that breaks shows in the next command.
  client.on("error", () => undefined);
  await client.connect().catch(() => {
    throw new Skipped("the mailbox of --imap cannot be opened with this user and password");
  });
  const folder = decodeURIComponent(place.pathname.slice(1)) || "INBOX";
  const list = async (address: string): Promise<readonly Message[]> => {
    const lock = await client.getMailboxLock(folder, { readOnly: true });
    try {
      await client.noop();
      const uids = (await client.search({ to: address }, { uid: true })) || [];
      if (uids.length === 0) return [];
      const query = { uid: true, source: { maxLength: MOST_BYTES } };
      const fetched = await client.fetchAll([...uids], query, { uid: true });
      return [...fetched]
        .sort((one, other) => other.uid - one.uid)
        .map(({ source }) => ({ text: textOf(source?.toString("utf8") ?? "") }));
    } finally {
      lock.release();
    }
  };
  return {
    ...listedMailbox(list, { patienceMs: mailSeconds * 1000, lookMs: 1000 }),
    close: () => client.logout(),
  };
}

/** The plain text of a message as it is on its way (RFC 2045): the first part that is text, and what it says decoded. */
export function textOf(source: string): string {
  const [head, body] = splitAt(source, /\r?\n\r?\n/);
  const boundary = /boundary="?([^";\r\n]+)"?/i.exec(unfolded(head))?.[1];
  if (/content-type:\s*multipart\//i.test(unfolded(head)) && boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1);
    const plain = parts.find((part) => /content-type:\s*(text\/plain|multipart\/)/i.test(part));
    return plain === undefined ? "" : textOf(plain.replace(/^\r?\n/, ""));
  }
  const encoding = /content-transfer-encoding:\s*([\w-]+)/i.exec(head)?.[1]?.toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

const unfolded = (head: string) => head.replace(/\r?\n[ \t]+/g, " ");

function splitAt(text: string, mark: RegExp): [string, string] {
  const found = mark.exec(text);
  return found ? [text.slice(0, found.index), text.slice(found.index + found[0].length)] : [text, ""];
}
