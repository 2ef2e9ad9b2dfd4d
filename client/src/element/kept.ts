import type { Challenge, Channel } from "../client.ts";
import type { Clocked } from "./clocked.ts";

/** What a reload of the page must not lose. */
export interface KeptChallenge {
  readonly clocked: Clocked;
  readonly channel: Channel | undefined;
  readonly typed: string;
}

/**
 * What one element keeps in the tab: until the tab is closed, for this origin alone. The challenge is worth nothing
 * without its code; the session's credential is kept where the owner says so. What the device is known by stays in the
 * browser: it opens nothing, and only has its users' codes counted apart from strangers'.
 */
export interface Kept {
  readChallenge(): KeptChallenge | undefined;
  writeChallenge(kept: KeptChallenge | undefined): void;
  readSession(): string | undefined;
  writeSession(token: string | undefined): void;
  /** What requests say that the device is known by. */
  readDevices(): { readonly deviceToken?: string };
  addDevice(token: string | undefined): void;
}

/** As many users of one browser. */
const MOST_DEVICES = 8;

/** @param service the address of the service, so that two of them in one page keep apart */
export function keptFor(service: string): Kept {
  const challengeKey = `latchkey-challenge:${service}`;
  const sessionKey = `latchkey-session:${service}`;
  const devicesKey = `latchkey-devices:${service}`;
  const devices = () => read(devicesKey, "localStorage")?.match(/[\w-]{22}/g) ?? [];
  return {
    readChallenge() {
      const stored = parse(read(challengeKey));
      return stored && stored.clocked.expiresAt > Date.now() ? stored : undefined;
    },
    writeChallenge: (kept) => write(challengeKey, kept && JSON.stringify(kept)),
    readSession: () => read(sessionKey) ?? undefined,
    writeSession: (token) => write(sessionKey, token),
    readDevices() {
      const deviceToken = devices().slice(0, MOST_DEVICES).join(".");
      return deviceToken ? { deviceToken } : {};
    },
    addDevice(token) {
      const all = token && [token, ...devices()].slice(0, MOST_DEVICES).join(".");
      if (all) write(devicesKey, all, "localStorage");
    },
  };
}

/** A page's other scripts may have written there what they like. */
function parse(text: string | null): KeptChallenge | undefined {
  try {
    const stored = JSON.parse(text ?? "") as { clocked?: { challenge?: { challengeId?: unknown } } } | null;
    if (typeof stored?.clocked?.challenge?.challengeId !== "string") return undefined;
    const { clocked, ...kept } = stored as KeptChallenge;
    // A release before codes of letters kept no format.
    const { codeFormat = "digits" } = clocked.challenge as Partial<Challenge>;
    const challenge = { ...clocked.challenge, codeFormat };
    return { ...kept, clocked: { ...clocked, challenge } };
  } catch {
    return undefined;
  }
}

type Place = "sessionStorage" | "localStorage";

/** Browsers that keep nothing throw. */
function read(key: string, place: Place = "sessionStorage"): string | null {
  try {
    return globalThis[place].getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string | undefined, place: Place = "sessionStorage"): void {
  try {
    if (value === undefined) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, value);
  } catch {
    // Then a reload starts again.
  }
}
