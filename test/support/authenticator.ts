import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { type Cbor, cbor } from "./cbor.ts";

export type Algorithm = "ES256" | "EdDSA" | "RS256";

/** What an authenticator and its browser say, where a test wants them to say something else. */
export interface Told {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly userHandle?: string;
  readonly crossOrigin?: boolean;
  readonly userVerified?: boolean;
  readonly counter?: number;
  /** Whether it may be kept in a second place, and whether it is. @default both */
  readonly backup?: { readonly eligible: boolean; readonly state: boolean };
  /** Members of the client data that no standard of today names. */
  readonly clientData?: Readonly<Record<string, unknown>>;
  /** What extensions the authenticator answers. */
  readonly extensions?: ReadonlyMap<string, Cbor>;
}

/** A passkey on a device of its own, which does as browser and authenticator do together (WebAuthn, 6.3). */
export interface SoftPasskey {
  readonly credentialId: string;
  create(options: PublicKeyCredentialCreationOptionsJSON, told?: Told): RegistrationResponseJSON;
  get(options: PublicKeyCredentialRequestOptionsJSON, told?: Told): AuthenticationResponseJSON;
}

const COSE = { ES256: -7, EdDSA: -8, RS256: -257 };
/** User present, user verified, backed up and able to be, with a key, with extensions. */
const FLAGS = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 };

/** @param origin whose pages use it; @param idBytes how long its credential id is; @param credential another's id, to be its own */
export function softPasskey({
  origin,
  algorithm = "ES256",
  idBytes = 32,
  credential,
}: {
  readonly origin: string;
  readonly algorithm?: Algorithm;
  readonly idBytes?: number;
  readonly credential?: string;
}): SoftPasskey {
  const { publicKey, privateKey } = keyPair(algorithm);
  const id = credential === undefined ? randomBytes(idBytes) : Buffer.from(credential, "base64url");
  const credentialId = id.toString("base64url");
  let counter = 0;
  let handle: string | undefined;

  const clientData = (type: string, options: { challenge: string }, told: Told) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: told.challenge ?? options.challenge,
        origin: told.origin ?? origin,
        crossOrigin: told.crossOrigin ?? false,
        ...told.clientData,
      }),
    );
  const data = (
    rpId: string,
    { userVerified = true, counter: told, backup = { eligible: true, state: true }, extensions }: Told,
    more: Uint8Array = Buffer.of(),
  ) => {
    counter += 1;
    const kept = (backup.eligible ? FLAGS.be : 0) | (backup.state ? FLAGS.bs : 0);
    const flags = FLAGS.up | kept | (userVerified ? FLAGS.uv : 0) | (extensions ? FLAGS.ed : 0);
    const head = Buffer.alloc(37);
    createHash("sha256").update(rpId).digest().copy(head);
    head[32] = flags | (more.length > 0 ? FLAGS.at : 0);
    head.writeUInt32BE(told ?? counter, 33);
    return Buffer.concat([head, more, ...(extensions ? [cbor(extensions)] : [])]);
  };
  const common = {
    ...{ id: credentialId, rawId: credentialId, type: "public-key" as const, clientExtensionResults: {} },
    authenticatorAttachment: "platform" as const,
  };

  return {
    credentialId,
    create(options, told = {}) {
      handle = options.user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const credential = Buffer.concat([Buffer.alloc(16), length, id, cbor(coseKey(publicKey, algorithm))]);
      const authData = data(told.rpId ?? options.rp.id ?? "", told, credential);
      const attestation = cbor(
        new Map<string, Cbor>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", authData],
        ]),
      );
      return {
        ...common,
        response: {
          clientDataJSON: clientData("webauthn.create", options, told).toString("base64url"),
          attestationObject: attestation.toString("base64url"),
          transports: ["internal", "hybrid"],
        },
      };
    },
    get(options, told = {}) {
      const clientDataJSON = clientData("webauthn.get", options, told);
      const authData = data(told.rpId ?? options.rpId ?? "", told);
      const signed = Buffer.concat([authData, createHash("sha256").update(clientDataJSON).digest()]);
      const userHandle = told.userHandle ?? handle;
      return {
        ...common,
        response: {
          clientDataJSON: clientDataJSON.toString("base64url"),
          authenticatorData: authData.toString("base64url"),
          signature: sign(algorithm === "EdDSA" ? null : "sha256", signed, privateKey).toString("base64url"),
          ...(userHandle !== undefined && { userHandle }),
        },
      };
    },
  };
}

function keyPair(algorithm: Algorithm): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  switch (algorithm) {
    case "ES256":
      return generateKeyPairSync("ec", { namedCurve: "P-256" });
    case "EdDSA":
      return generateKeyPairSync("ed25519");
    case "RS256":
      return generateKeyPairSync("rsa", { modulusLength: 2048 });
  }
}

/** RFC 9053 and RFC 8230 say which number is what. */
function coseKey(key: KeyObject, algorithm: Algorithm): Cbor {
  const { x = "", y = "", n = "", e = "" } = key.export({ format: "jwk" });
  const bytes = (text: string) => Buffer.from(text, "base64url");
  const alg: [number, Cbor] = [3, COSE[algorithm]];
  switch (algorithm) {
    case "ES256":
      return new Map<number, Cbor>([[1, 2], alg, [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]);
    case "EdDSA":
      return new Map<number, Cbor>([[1, 1], alg, [-1, 6], [-2, bytes(x)]]);
    case "RS256":
      return new Map<number, Cbor>([[1, 3], alg, [-1, bytes(n)], [-2, bytes(e)]]);
  }
}
