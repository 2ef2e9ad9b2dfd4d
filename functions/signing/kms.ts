import { createHash, createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { Fault } from "../domain/errors.ts";
import type { IdTokenClaims } from "../domain/id-token.ts";
import type { LogoutClaims } from "../domain/logout-token.ts";
import type { TokenClaims } from "../domain/session.ts";
import { ALGORITHM, checkToken, type KeySet, keySetOf, type TokenParties, TYPE } from "./check-token.ts";
import type { RsaPublicKey, Signer } from "./port.ts";

/**
 * Signs with a key of AWS KMS, which never gives it out.
 * @param keyIds ARNs of the keys: the first signs, all are published. A key that signs soon stands at the end first, a
 *   key that signed before stays until its last token has expired.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export function kmsSigner(client: KMSClient, keyIds: readonly string[], parties: TokenParties): Signer {
  const held = new Map<string, Promise<RsaPublicKey>>();
  /** Read once by a process: the public half of a KMS key never changes. */
  const publicKey = (id: string) => {
    const known = held.get(id) ?? readPublicKey(client, id);
    held.set(id, known);
    known.catch(() => held.delete(id));
    return known;
  };
  const publicKeys = () => Promise.all(keyIds.map(publicKey));
  let keySet: KeySet | undefined;

  return {
    publicKeys,
    async prepare() {
      const [first] = keyIds;
      if (first === undefined) throw new Fault("configuration", "No KMS key is named to sign tokens with.");
      // KMS in reach is as much as can be known of a signature before there is something to sign.
      const { kid } = await publicKey(first);
      return (claims: TokenClaims | IdTokenClaims | LogoutClaims, typ: string = TYPE) =>
        sign(client, first, { alg: ALGORITHM, typ, kid }, claims);
    },
    async verify(token, now, of) {
      keySet ??= keySetOf(await publicKeys());
      return checkToken(keySet, parties, token, now, of);
    },
  };
}

async function sign(
  client: KMSClient,
  id: string,
  header: { readonly alg: string; readonly typ: string; readonly kid: string },
  claims: TokenClaims | IdTokenClaims | LogoutClaims,
): Promise<string> {
  const { kid } = header;
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const input = `${encode(header)}.${encode(claims)}`;
  const command = new SignCommand({
    KeyId: id,
    // The digest, so that the claims, which name a person, stay here.
    Message: createHash("sha256").update(input).digest(),
    MessageType: "DIGEST",
    SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
  });
  const { Signature } = await client.send(command).catch(outOfReach(kid));
  if (!Signature) throw new Fault("configuration", `The KMS key "${kid}" signed nothing.`);
  return `${input}.${Buffer.from(Signature).toString("base64url")}`;
}

async function readPublicKey(client: KMSClient, id: string): Promise<RsaPublicKey> {
  const kid = kidOf(id);
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: id })).catch(outOfReach(kid));
  if (!PublicKey) throw new Fault("configuration", `The KMS key "${kid}" has no public key.`);
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
  const { kty, n, e } = key.export({ format: "jwk" });
  if (kty !== "RSA" || n === undefined || e === undefined)
    throw new Fault("configuration", `The KMS key "${kid}" is no RSA key.`);
  return { kid, kty, n, e, alg: ALGORITHM, use: "sig" };
}

/** The id that KMS gave the key: it says nothing of the account, and is the same for ever. */
function kidOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function outOfReach(kid: string) {
  return (cause: unknown): never => {
    throw new Fault("secrets-unavailable", `The KMS key "${kid}" is out of reach.`, { cause });
  };
}
