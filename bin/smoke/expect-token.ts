import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, Failed, type Walk } from "./case.ts";

/**
 * Checks a token as a backend does, from the published keys.
 * @throws Failed when a backend would refuse it
 */
export async function expectToken({ http, target }: Walk, token: string): Promise<void> {
  const { body } = await http.ask("/.well-known/jwks.json");
  const keys = createLocalJWKSet(body as unknown as JSONWebKeySet);
  const { audience, algorithm } = target.stage?.config.settings.session ?? {};
  const found = await jwtVerify(token, keys, {
    issuer: target.url,
    typ: "at+jwt",
    ...(audience !== undefined && { audience }),
  }).catch((error: unknown) => {
    throw new Failed(`a backend would refuse the token: ${error instanceof Error ? error.message : ""}`);
  });
  expect(found.payload.sub !== undefined, "the token names no subject");
  const { alg } = found.protectedHeader;
  expect(
    algorithm === undefined || alg === algorithm,
    `the token is signed with ${alg}, not with ${String(algorithm)}: rotate the signing keys, and wait two hours`,
  );
}
