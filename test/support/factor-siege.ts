import { subjectOf } from "../../functions/domain/recipient.ts";
import { attacker, mostWithin } from "./attacker.ts";
import { clickOn, goOn, type Links, startWithLinks } from "./clicks.ts";
import { enrol, type EnrolledUser } from "./enrolled.ts";
import { OWNER } from "./lanes.ts";
import { enrol as enrolPasskey, signedIn } from "./passkey-user.ts";
import { hiddenOf, person, type Person, type Shown } from "./person.ts";
import type { SoftPasskey } from "./authenticator.ts";
import type { TestService } from "./service.ts";

const HOUR = 3600;
const DAY = 86_400;
const NETWORKS = 200;

/** What a day's sign-in of the owner took beside the code. */
export type Way = "totp" | "backup-code" | "passkey";

/** An owner with two steps, and what they hold of them. */
interface Owner extends EnrolledUser {
  readonly service: TestService;
  readonly links: Links;
  /** What is left of the backup codes; new ones are made before none is left. */
  readonly codes: string[];
  readonly passkey: SoftPasskey | undefined;
}

/** How an owner signs in, each day. */
export type Habit = (owner: Owner) => () => Promise<Way>;

/** An owner who has enrolled an authenticator, with backup codes or a passkey, on a service with a stage's limits. */
async function startOwner(withPasskey: boolean): Promise<Owner> {
  const { service, links } = await startWithLinks({
    secondFactor: "optional",
    factors: { passkeys: "on" },
  });
  const user = withPasskey ? await signedIn(service, OWNER) : undefined;
  const passkey = user && (await enrolPasskey(service, user)).passkey;
  const secret = await service.services.keys.recipient();
  const subject = subjectOf(secret, { addressKind: "email", address: OWNER });
  const enrolled = await enrol(service, subject, withPasskey ? 0 : 2);
  await service.settled();
  service.clock.advance(DAY);
  return { ...enrolled, service, links, codes: [...enrolled.backupCodes], passkey };
}

/** In one browser, which is known from the first day on. */
export const knownBrowser: Habit = (owner) => {
  const browser = person(owner.service);
  return async () => finish(owner, browser, await typeCode(owner, browser));
};

/** In a new window without cookies each time. */
export const privateWindow: Habit = (owner) => async () => {
  const browser = person(owner.service);
  return finish(owner, browser, await typeCode(owner, browser));
};

/** The same, where the link "this was not me" of the newest message is clicked before. */
export const clickedLink: Habit = (owner) => async () => {
  const browser = person(owner.service);
  const link = owner.links.get(OWNER);
  if (link === undefined) return finish(owner, browser, await typeCode(owner, browser));
  const page = await goOn(browser, await clickOn(browser, link));
  return finish(owner, browser, await typeCode(owner, browser, page));
};

/** In the known browser, in which that link is clicked before. */
export const clickedInKnownBrowser: Habit = (owner) => {
  const browser = person(owner.service);
  return async () => {
    const link = owner.links.get(OWNER);
    if (link !== undefined) await clickOn(browser, link);
    browser.cookies.delete("latchkey-session");
    return finish(owner, browser, await typeCode(owner, browser, await browser.open("/otp/request")));
  };
};

async function typeCode({ service }: Owner, browser: Person, from?: Shown): Promise<Shown> {
  const sent = await browser.ask(OWNER, from ?? (await browser.open("/otp/request")));
  if (sent.status !== 200) throw new Error(`the owner is sent no code: ${sent.status} at ${sent.at}`);
  return browser.submit("/otp/verify", { ...hiddenOf(sent), code: service.code(OWNER) });
}

/** The second step: the authenticator's code, and else what there is beside. */
async function finish(owner: Owner, browser: Person, page: Shown): Promise<Way> {
  const { service, codes, passkey } = owner;
  const give = (from: Shown, code: string) => browser.submit("/otp/factor", { ...hiddenOf(from), code });
  const first = await give(page, owner.shows());
  if (first.at === "/otp/session") return "totp";
  if (passkey) return byPasskey(owner, browser, passkey);
  const done = await give(first, codes.shift() ?? "none is left");
  if (done.at !== "/otp/session") throw new Error(`locked out: ${done.status} at ${done.at}`);
  if (codes.length < 2) {
    const headers = { cookie: cookiesOf(browser), "sec-fetch-site": "same-origin" };
    const { body } = await service.post("/otp/account/factors/backup-codes", {}, headers);
    codes.splice(0, Infinity, ...(body.backupCodes as string[]));
  }
  return "backup-code";
}

/** As the page's script does. */
async function byPasskey({ service }: Owner, browser: Person, passkey: SoftPasskey): Promise<Way> {
  const challengeId = browser.cookies.get("latchkey-challenge")?.split(".")[0];
  const factorToken = browser.cookies.get("latchkey-factor")?.split(".")[0];
  const asked = { purpose: "second-factor", challengeId };
  const { body: options } = await service.post("/otp/passkeys/options", asked);
  const assertion = passkey.get(options.publicKey as never);
  const { status, text } = await service.post("/otp/passkeys/verify", {
    ...{ challengeId, factorToken, assertion },
  });
  if (status !== 200) throw new Error(`locked out: ${status} ${text}`);
  return "passkey";
}

const cookiesOf = ({ cookies }: Person) => [...cookies].map((pair) => pair.join("=")).join("; ");

/** An attacker who reads the owner's mailbox, and asks from networks of their own. */
export interface Thief {
  readonly service: TestService;
  /** When each guess at the authenticator was evaluated. */
  readonly times: number[];
  /** Has a code sent, reads it and types it, and guesses so often at the second step. @returns whether all were evaluated */
  guess(count: number): Promise<boolean>;
}

function thief({ service, wrong }: Owner): Thief {
  const hands = attacker(service, NETWORKS);
  const times: number[] = [];
  const guess: Thief["guess"] = async (count) => {
    service.clock.advance(31);
    const asked = await hands.ask(OWNER);
    if (!asked) return false;
    await service.settled();
    const { challengeId } = asked;
    const typed = await service.post("/otp/verify", { challengeId, code: service.code(OWNER) });
    const { factorToken } = typed.body;
    if (typed.body.status !== "factor-required") throw new Error(`the thief is told ${typed.text}`);
    for (let tries = 0; tries < count; tries++) {
      const guessed = { challengeId, factorToken, factor: "totp", code: wrong() };
      const { status } = await service.post("/otp/factor", guessed);
      if (status !== 401) return false;
      times.push(service.clock.now());
    }
    return true;
  };
  return { service, times, guess };
}

/** What a thief does on a day. */
export type Strategy = (thief: Thief, day: number) => Promise<void>;

/** All that is evaluated, as soon as it is. */
export const greedy: Strategy = async ({ guess }) => {
  for (let turn = 0; turn < 4; turn++) if (!(await guess(5))) return;
};

/** Nineteen at once, whenever a month has passed: never so many that the owner notices. */
export const hiding: Strategy = async ({ guess }, day) => {
  if (day % 31 === 0) for (const count of [5, 5, 5, 4]) await guess(count);
};

/** One a day. */
export const patient: Strategy = async ({ guess }) => {
  await guess(1);
};

/** What came of a siege. */
export interface Siege {
  /** On how many days the owner signed in, by each way. */
  readonly ways: Partial<Record<Way, number>>;
  /** Guesses that were evaluated: in all, and in any 30 days. */
  readonly total: number;
  readonly most: number;
}

/** Plays so many days: each has the thief's hours, and then the owner's. */
export async function besiege(
  habit: Habit,
  strategy: Strategy,
  { days, withPasskey = false }: { readonly days: readonly number[]; readonly withPasskey?: boolean },
): Promise<Siege> {
  const owner = await startOwner(withPasskey);
  const { service } = owner;
  const signIn = habit(owner);
  await signIn();
  service.clock.advance(DAY);
  const start = service.clock.now();
  const guessing = thief(owner);
  const ways: Partial<Record<Way, number>> = {};
  for (const day of days) {
    service.clock.advance(start + day * DAY - service.clock.now());
    await strategy(guessing, day);
    service.clock.advance(HOUR);
    const way = await signIn();
    ways[way] = (ways[way] ?? 0) + 1;
  }
  const { times } = guessing;
  return { ways, total: times.length, most: mostWithin(times, 30 * DAY) };
}

/** The days from the first on. */
export function daily(count: number): readonly number[] {
  return Array.from({ length: count }, (_, day) => day);
}
