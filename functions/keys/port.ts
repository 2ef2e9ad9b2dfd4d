import type { RsaHalf } from "../domain/public-half.ts";
import type { VapidKey } from "../domain/vapid.ts";
import type { SecretName, KeyedSecret } from "../routes.ts";

/** One symmetric key and the id under which values made with it name it (0 to 255). */
export interface Key {
  readonly kid: number;
  readonly key: Uint8Array;
}

/** The stage's keys, cached by the process. Old keys stay readable until nothing made with them lives. */
export interface Keys {
  /** Names partitions and subjects, and so never rotates. */
  recipient(): Promise<Uint8Array>;
  /** The key that new values are made with. */
  current(name: KeyedSecret): Promise<Key>;
  /** The key that a value names; undefined if there is none. */
  find(name: KeyedSecret, kid: number): Promise<Key | undefined>;
  /** The parsed document of the signing keys. */
  signing(): Promise<SigningKeys>;
  /** The key that push services know the stage by. */
  push(): Promise<VapidKey>;
  /** The public half of a key that signs or signed tokens, also of one that is not published any more. */
  verifying(kid: string): Promise<VerifyingKey | undefined>;
  /** Reads secrets before they are needed. What cannot be read now is read again when it is needed. */
  prefetch(names: readonly SecretName[]): Promise<void>;
}

/** Keys of one kind as JWKs (RFC 7517), private parts included. */
export interface SigningSet<K> {
  /** Published, but not yet used. */
  readonly next?: K;
  readonly current: K;
  /** Still published, since tokens made with them may live. */
  readonly previous: readonly K[];
}

/** The keys of RSA, and those of P-256 where the signing secret has some. */
export interface SigningKeys extends SigningSet<SigningKey> {
  readonly es256?: SigningSet<EllipticKey> & {
    /** Before that some function or backend may not know them yet. Epoch seconds; absent where they were there from the first. */
    readonly signsFrom?: number;
  };
}

export type SigningKey = Readonly<
  Record<"kid" | "n" | "e" | "d" | "p" | "q" | "dp" | "dq" | "qi", string> & { kty: "RSA" }
>;

/** A key of P-256, for ES256. */
export type EllipticKey = VapidKey & { readonly kid: string };

/** What checks a signature of RSA, as a JWK. */
export type VerifyingKey = RsaHalf;

/** Where the secrets' documents are kept. */
export interface SecretSource {
  /** The secret's document (JSON text). */
  read(name: SecretName): Promise<string>;
}
