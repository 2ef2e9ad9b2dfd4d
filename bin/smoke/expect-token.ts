import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { LEAD_SECONDS } from "../../functions/keys/rotate.ts";
import { expect, Failed, type Walk } from "./case.ts";
import { signingKeysChangedAt } from "./stage.ts";

/**
 * Checks a token as a backend does, from the published keys.
 * @throws Failed when a backend would refuse it
 */
export async function expectToken(walk: Walk, token: string): Promise<void> {
  const { http, target } = walk;
  const { body } = await http.ask("/.well-known/jwks.json");
  const published = body as unknown as JSONWebKeySet;
  const { audience } = target.stage?.config.settings.session ?? {};
  const found = await jwtVerify(token, createLocalJWKSet(published), {
    issuer: target.url,
    typ: "at+jwt",
    ...(audience !== undefined && { audience }),
  }).catch((error: unknown) => {
    throw new Failed(`a backend would refuse the token: ${error instanceof Error ? error.message : ""}`);
  });
  expect(found.payload.sub !== undefined, "the token names no subject");
  await expectAlgorithm(walk, found.protectedHeader.alg, published);
}

/**
 * Tokens of ES256 come later than the setting: its keys are published first, for two hours. When that was, who runs smoke
 * does not read in the secret; it was no later than the secret's last change.
 * @param changedAt epoch seconds; undefined where it is not known
 * @throws Failed when the stage should sign otherwise by now
 */
export async function expectAlgorithm(
  { target, note }: Pick<Walk, "target" | "note">,
  alg: string,
  { keys }: JSONWebKeySet,
  changedAt: () => Promise<number | undefined> = () => signingKeysChangedAt(target),
  now: number = Math.floor(Date.now() / 1000),
): Promise<void> {
  const algorithm = target.stage?.config.settings.session.algorithm;
  if (algorithm === undefined || alg === algorithm) return;
  const said = `the token is signed with ${alg}, not with ${algorithm}`;
  expect(algorithm === "ES256", said);
  if (!keys.some((key) => key.alg === algorithm)) {
    note(`${said}: no key for ${algorithm} is published; rotate the signing keys, and wait two hours`);
    return;
  }
  const at = await changedAt();
  if (at === undefined) {
    note(`${said}: its keys may be younger than two hours, which is not known here`);
    return;
  }
  expect(now < at + LEAD_SECONDS.signing, `${said}, although its keys have been published for two hours`);
  note(`${said}: its keys may be younger than two hours`);
}
