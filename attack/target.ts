import type { Answer, Client } from "./client.ts";

/** A sign-in that has begun: a code is on its way to an address. */
export interface Begun {
  readonly address: string;
  /** How many messages the address had before; the code is in one that came later. */
  readonly messagesBefore: number;
  /** How many guesses the target says that it takes, where it says so. */
  readonly attempts?: number;
  /** What the target wants to see again with the code, like an id or a state; cookies are the client's. */
  readonly state: Readonly<Record<string, string>>;
}

/** What the target says to somebody who asks for a code. */
export type Beginning =
  | { readonly kind: "begun"; readonly answer: Answer; readonly begun: Begun }
  | { readonly kind: "refused"; readonly answer: Answer };

/** What a right code opened. */
export interface Session {
  /** Holds the session's cookies, where there are some. */
  readonly client: Client;
  /** What a program shows in place of cookies, where the target gives one. */
  readonly bearer?: string;
  /** What renews it, where the target gives one. */
  readonly refreshToken?: string;
}

/** What the target says to a code. */
export type Judgement =
  | { readonly kind: "approved"; readonly answer: Answer; readonly session: Session }
  /** It was compared, and is wrong. Where answers do not tell this from `refused`, it is this. */
  | { readonly kind: "incorrect"; readonly answer: Answer }
  /** It was not compared any more: used, expired, or no attempts are left. */
  | { readonly kind: "refused"; readonly answer: Answer }
  /** Nothing is known: a throttle, a fault, an answer that the adapter does not know. */
  | { readonly kind: "unclear"; readonly answer: Answer };

/** A message that an address got. */
export interface Message {
  readonly text: string;
}

/**
 * What not every target can do, by name. A case says which of them it needs, and is skipped where one is missing. A target
 * of another product leaves out what that product does not have: a missing thing is a sentence, never a verdict.
 */
export interface Capabilities {
  /** Its answers tell a code that was compared from one that was not. */
  readonly tellsRefusals: true;
  /** All messages of an address can be read, the newest first. */
  readonly messages: (address: string) => Promise<readonly Message[]>;
  /** Any number of new addresses can be sent codes. */
  readonly manyAddresses: true;
  /**
   * Addresses of strangers, each a new one, where only customers are sent codes. They look like those of `Attack.address`,
   * which are customers there.
   */
  readonly strangers: () => Promise<string>;
  /** Phone numbers that can be sent codes by SMS. @throws Skipped where none is left */
  readonly numbers: () => Promise<string>;
  /** There are enough phone numbers for a wave of them. */
  readonly manyNumbers: true;
  /** Its clock can be moved on. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Sends the code of the same sign-in once more. @returns whether it did @throws Skipped where it is only too soon */
  readonly resend: (client: Client, begun: Begun) => Promise<boolean>;
  /** Renews a session. @returns the new one; undefined where it was refused */
  readonly refresh: (session: Session) => Promise<Session | undefined>;
  /** Tells the sessions of a person apart: each that is alive has a text of its own; undefined where it is over. */
  readonly sessionId: (session: Session) => Promise<string | undefined>;
  /** Addresses of pages that anybody may open. */
  readonly pages: readonly string[];
  /** Addresses that lead on to a place which a query names, with the query, for an attacker's place. */
  readonly onward: (place: string) => readonly string[];
  /** An app of the target that the cases may be. */
  readonly app: App;
  /** Its own protocol, for the cases that are about it alone. */
  readonly latchkey: LatchkeyProtocol;
}

export type Capability = keyof Capabilities;

/** What the cases of Latchkey's own protocol know beyond `Target`. */
export interface LatchkeyProtocol {
  /** What the target says about itself at `/.well-known/openid-configuration`. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Whether it is the local service, which has an inbox and a clock of its own. */
  readonly isLocal: boolean;
}

/** An app that signs people in by the target. */
export interface App {
  readonly id: string;
  readonly redirectUri: string;
}

/** What is sent at once to a target that others use: what a stage's route takes in one burst before it throttles. */
export const MOST_AT_ONCE = 40;

/**
 * A service that signs people in by codes, as anybody meets it over HTTP. An adapter knows its addresses and bodies;
 * cases know only this.
 */
export interface Target {
  /** Of the product. */
  readonly name: string;
  /** Without a trailing slash. */
  readonly url: string;
  /** So many requests at once it is sent; as many as a case likes without it. */
  readonly mostAtOnce?: number;
  /** A program or a browser of its own: it keeps cookies apart from all others. */
  client(): Client;
  /** Asks for a code for an address. @param more what cases of this product alone say beside it */
  begin(client: Client, address: string, more?: Readonly<Record<string, unknown>>): Promise<Beginning>;
  /** The code that a sign-in was sent. @throws Skipped where none comes in time */
  code(begun: Begun): Promise<string>;
  /** Shows a code. A client that shows many at once is forked before, so that each keeps what it was answered. */
  verify(client: Client, begun: Begun, code: string): Promise<Judgement>;
  /**
   * Who is signed in by it, as the target names a person; undefined where it opens nothing.
   * @throws Skipped where the target does not say so, as where it is busy
   */
  whose(session: Session): Promise<string | undefined>;
  /** Ends a session. @throws Skipped where the target refuses to */
  signOut(session: Session): Promise<void>;
  readonly capabilities: Partial<Capabilities>;
}
