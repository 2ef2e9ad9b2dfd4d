import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** As much of CBOR (RFC 8949) as an authenticator writes. */
type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === "string")
    return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([cborHead(2, value.length), value]);
  return Buffer.concat([
    cborHead(5, value.size),
    ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)]),
  ]);
}

/** @param argument below 65 536 */
function cborHead(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.of((major << 5) | argument);
  if (argument < 256) return Buffer.of((major << 5) | 24, argument);
  return Buffer.of((major << 5) | 25, argument >> 8, argument & 255);
}

/** What a page asks a browser for, as far as it is read here (WebAuthn, 5.4 and 5.5). */
export interface PasskeyOptions {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id?: string };
  readonly user?: { readonly id: string };
}

/** What browser and authenticator say, where an attack has them say something else. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly present?: boolean;
  readonly verified?: boolean;
  readonly counter?: number;
  /** Whose passkey it claims to be. */
  readonly userHandle?: string;
  /** Which passkey it claims to be. */
  readonly credentialId?: string;
  readonly signature?: (right: Buffer) => Buffer;
}

/** A passkey in memory, with its browser. It makes and shows what a real one would, or lies. */
export interface SoftPasskey {
  readonly credentialId: string;
  /** Whose it is, once it was made for someone. */
  userHandle(): string;
  create(options: PasskeyOptions, lies?: Lies): object;
  get(options: PasskeyOptions, lies?: Lies): object;
}

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 };

/** @param origin of the pages that use it */
export function softPasskey(origin: string): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  let [counter, handle] = [0, ""];
  const clientData = (type: string, { challenge }: PasskeyOptions, lies: Lies) =>
    Buffer.from(
      JSON.stringify({
        type: lies.type ?? type,
        challenge: lies.challenge ?? challenge,
        origin: lies.origin ?? origin,
        crossOrigin: lies.crossOrigin ?? false,
      }),
    );
  /** WebAuthn, 6.1. */
  const authenticatorData = (rpId: string, lies: Lies, credential = Buffer.of()) => {
    counter += 1;
    const head = Buffer.alloc(37);
    createHash("sha256")
      .update(lies.rpId ?? rpId)
      .digest()
      .copy(head);
    head[32] =
      (lies.present === false ? 0 : FLAGS.present) |
      (lies.verified === false ? 0 : FLAGS.verified) |
      (credential.length > 0 ? FLAGS.attested : 0);
    head.writeUInt32BE(lies.counter ?? counter, 33);
    return Buffer.concat([head, credential]);
  };
  const common = ({ credentialId = id.toString("base64url") }: Lies) => ({
    ...{ id: credentialId, rawId: credentialId, type: "public-key", clientExtensionResults: {} },
  });
  return {
    credentialId: id.toString("base64url"),
    userHandle: () => handle,
    create(options, lies = {}) {
      handle = options.user?.id ?? "";
      const { x = "", y = "" } = publicKey.export({ format: "jwk" });
      // ES256, RFC 9053.
      const key = new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, "base64url")],
        [-3, Buffer.from(y, "base64url")],
      ]);
      const named = lies.credentialId === undefined ? id : Buffer.from(lies.credentialId, "base64url");
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.of(0, named.length), named, cbor(key)]);
      const attestation = cbor(
        new Map<string, Cbor>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", authenticatorData(options.rp?.id ?? "", lies, credential)],
        ]),
      );
      return {
        ...common(lies),
        response: {
          clientDataJSON: clientData("webauthn.create", options, lies).toString("base64url"),
          attestationObject: attestation.toString("base64url"),
        },
      };
    },
    get(options, lies = {}) {
      const client = clientData("webauthn.get", options, lies);
      const data = authenticatorData(options.rpId ?? "", lies);
      const right = sign(
        "sha256",
        Buffer.concat([data, createHash("sha256").update(client).digest()]),
        privateKey,
      );
      return {
        ...common(lies),
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: (lies.signature?.(right) ?? right).toString("base64url"),
          userHandle: lies.userHandle ?? handle,
        },
      };
    },
  };
}
