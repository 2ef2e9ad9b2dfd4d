import { checkInput } from "../check-input.ts";
import type { Clock } from "../domain/ambient.ts";
import { Fault } from "../domain/errors.ts";
import { CREDENTIALS, type Credentials } from "./credential-forms.ts";
import type { CredentialName } from "./needed-credentials.ts";

const CACHE_SECONDS = 300;

/** What a provider logs in with, read when it is first needed. */
export type ReadCredentials = <Name extends CredentialName>(name: Name) => Promise<Credentials<Name>>;

/**
 * Reads the providers' secret, one JSON document like `{"smtp": {"user": "...", "password": "..."}}`, and keeps it for
 * five minutes, so that a changed password needs no deployment.
 * @param readText reads the document
 * @param place what the document is called in faults
 * @throws Fault `configuration` for a credential that is missing or malformed: it names the place, never the value
 */
export function providerCredentials(
  readText: () => Promise<string>,
  clock: Clock,
  place = "The providers' secret",
): ReadCredentials {
  let readAt = -Infinity;
  let reading: Promise<unknown> | undefined;
  const document = () => {
    if (reading === undefined || clock() >= readAt + CACHE_SECONDS) {
      readAt = clock();
      const fresh = readText().then((text) => parseJson(text, place));
      reading = fresh;
      fresh.catch(() => {
        if (reading === fresh) reading = undefined;
      });
    }
    return reading;
  };
  return async (name) => {
    const found = ((await document()) as Readonly<Record<string, unknown>>)[name] ?? {};
    const result = checkInput(CREDENTIALS[name], found);
    if (result.success) return result.data as Credentials<typeof name>;
    const faults = result.error.issues.map(
      ({ path, message }) => `- ${[name, ...path].join(".")}: ${message}`,
    );
    throw new Fault("configuration", `${place} is wrong:\n${faults.join("\n")}`);
  };
}

/**
 * Reads what the providers will ask for, so that a missing one is found before a user waits for a code. Where the
 * document is out of reach nothing is said: it may be back when it is needed.
 * @param providers whose credential each provider needs; undefined for one that needs none
 * @param enough whether each of them has to be usable, or one of them is enough
 * @throws Fault `configuration` that lists every missing or malformed credential
 */
export async function requireCredentials(
  read: ReadCredentials,
  providers: readonly (CredentialName | undefined)[],
  enough: "each" | "one",
): Promise<void> {
  const results = await Promise.allSettled(providers.map(async (name) => name && (await read(name))));
  const messages = results.flatMap((result) => {
    const reason: unknown = result.status === "rejected" ? result.reason : undefined;
    return reason instanceof Fault && reason.code === "configuration" ? [reason.message] : [];
  });
  if (messages.length === 0 || (enough === "one" && messages.length < providers.length)) return;
  throw new Fault("configuration", [...new Set(messages)].join("\n"));
}

function parseJson(text: string, place: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null) return document;
  } catch {
    // The parser's words would quote the secret.
  }
  throw new Fault("configuration", `${place} is not a JSON object.`);
}
