import { randomBytes } from "node:crypto";
import type { ProvenContact } from "./customers.ts";

/** A sign-in that is under way: what the answer has to fit. */
export interface Pending {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

export interface SignedIn {
  readonly contact: ProvenContact;
  /** Names the person to Latchkey when they sign out. */
  readonly idToken: string;
}

/** What the portal knows of one browser. */
export interface Session {
  readonly id: string;
  /** The hidden field of every form. */
  readonly formToken: string;
  pending?: Pending | undefined;
  readonly signedIn?: SignedIn;
}

const COOKIE = "portal-session";

/** The browsers of the portal, in memory: a real one would keep them in its database, with an expiry. */
export class Sessions {
  readonly #all = new Map<string, Session>();

  read(cookies: string | undefined): Session | undefined {
    const id = cookies?.split(/; */).find((pair) => pair.startsWith(`${COOKIE}=`));
    return this.#all.get(id?.slice(COOKIE.length + 1) ?? "");
  }

  /** Starts over under a new id, so that an id that an attacker planted is worth nothing after a sign-in. */
  begin(old: Session | undefined, signedIn?: SignedIn): Session {
    if (old) this.#all.delete(old.id);
    const session = { id: random(), formToken: random(), ...(signedIn && { signedIn }) };
    this.#all.set(session.id, session);
    return session;
  }

  end({ id }: Session): void {
    this.#all.delete(id);
  }

  /** `Lax`, since the browser comes back from Latchkey by a link. Behind TLS, `__Host-` and `Secure` belong here. */
  cookie({ id }: Session): string {
    return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
  }
}

function random(): string {
  return randomBytes(32).toString("base64url");
}
