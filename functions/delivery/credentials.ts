import * as z from "zod/mini";
import type { Clock } from "../domain/ambient.ts";
import { Fault } from "../domain/errors.ts";
import { type CredentialName, CREDENTIALS, type Credentials } from "./options.ts";

const CACHE_SECONDS = 300;

/** What a provider logs in with, read when it is first needed. */
export type ReadCredentials = <Name extends CredentialName>(name: Name) => Promise<Credentials<Name>>;

/**
 * Reads the providers' secret, one JSON document like `{"smtp": {"user": "...", "password": "..."}}`, and keeps it for
 * five minutes, so that a changed password needs no deployment.
 * @param readText reads the document
 * @throws Fault `configuration` for a credential that is missing or malformed: it names the place, never the value
 */
export function providerCredentials(readText: () => Promise<string>, clock: Clock): ReadCredentials {
  let readAt = -Infinity;
  let reading: Promise<unknown> | undefined;
  const document = () => {
    if (reading === undefined || clock() >= readAt + CACHE_SECONDS) {
      readAt = clock();
      const fresh = readText().then(parseJson);
      reading = fresh;
      fresh.catch(() => {
        if (reading === fresh) reading = undefined;
      });
    }
    return reading;
  };
  return async (name) => {
    const found = ((await document()) as Readonly<Record<string, unknown>>)[name] ?? {};
    const result = z.safeParse(CREDENTIALS[name], found);
    if (result.success) return result.data as Credentials<typeof name>;
    const faults = result.error.issues.map(
      ({ path, message }) => `- ${[name, ...path].join(".")}: ${message}`,
    );
    throw new Fault("configuration", `The providers' secret is wrong:\n${faults.join("\n")}`);
  };
}

function parseJson(text: string): unknown {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === "object" && document !== null) return document;
  } catch {
    // The parser's words would quote the secret.
  }
  throw new Fault("configuration", "The providers' secret is not a JSON object.");
}
