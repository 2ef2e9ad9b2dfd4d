import { describe, expect, it } from "@jest/globals";
import { askFrom, attacker } from "../../support/attacker.ts";
import { known } from "../../support/lanes.ts";
import { person } from "../../support/person.ts";
import { DEPLOYED_LIMITS, startTestService, type TestService } from "../../support/service.ts";

const HOUR = 3600;
const DAY = 86_400;
/** A network on which the owner has signed in. */
const HOME = "203.0.113.7";

/** Where the owner's account is, and by what an attacker names it. */
interface Attack {
  readonly how: string;
  readonly mode: "open" | "registered";
  readonly owner: string;
  readonly spelling: (turn: number) => string;
  /** Whether what an attacker asks for counts with the owner's own sends. */
  readonly reaches: boolean;
  /** How many codes a day an attacker with so many networks gets at least. */
  readonly sends: (networks: number) => number;
}

/** Two networks may share a slot of the recipient's ledger. */
const bare = (networks: number) => (networks > 2 ? 10 : 3);
/** Spellings other than the ledger's own get seven, of which the owner's own send may be one. */
const spelled = (networks: number) => (networks > 2 ? 6 : 3);
/** Each spelling has a ledger of its own. */
const apart = () => 10;

const ADDRESS = "owner@example.com";
const GMAIL = "someowner@gmail.com";
const DOTTED = "some.owner+mail@gmail.com";
const NUMBER = "+14155550123";

/** Another spelling at each turn: a dot behind each letter, and both names of the provider. */
const dotted = (turn: number) => {
  const at = 1 + (turn % 8);
  return `${GMAIL.slice(0, at)}.${GMAIL.slice(at, 9)}@${turn % 2 ? "gmail" : "googlemail"}.com`;
};
const tagged = (turn: number) => `owner+${turn}@example.com`;

const ATTACKS: readonly Attack[] = [
  {
    how: "by the address",
    mode: "open",
    owner: ADDRESS,
    spelling: () => ADDRESS,
    reaches: true,
    sends: bare,
  },
  { how: "by plus-tags", mode: "open", owner: ADDRESS, spelling: tagged, reaches: true, sends: spelled },
  { how: "by dots at Gmail", mode: "open", owner: GMAIL, spelling: dotted, reaches: true, sends: spelled },
  {
    how: "of a dotted and tagged one",
    mode: "open",
    owner: DOTTED,
    spelling: () => GMAIL,
    reaches: true,
    sends: bare,
  },
  { how: "by the number", mode: "open", owner: NUMBER, spelling: () => NUMBER, reaches: true, sends: bare },
  {
    how: "by the address",
    mode: "registered",
    owner: ADDRESS,
    spelling: () => ADDRESS,
    reaches: true,
    sends: bare,
  },
  { how: "by plus-tags", mode: "registered", owner: ADDRESS, spelling: tagged, reaches: false, sends: apart },
  {
    how: "by dots at Gmail",
    mode: "registered",
    owner: GMAIL,
    spelling: dotted,
    reaches: false,
    sends: apart,
  },
];

/** Signs in at home, in a browser that is not known. */
async function signInAtHome(service: TestService, owner: string) {
  const { status, body } = await askFrom(service, HOME, owner);
  const shape = `${String(body.codeFormat)} ${String(body.codeLength)}`;
  if (status !== 202) return { status, shape };
  await service.settled();
  const { challengeId } = body;
  const verified = await service.post("/otp/verify", { challengeId, code: service.code(owner) });
  await service.settled();
  return { status: verified.status, shape };
}

/** Has as many codes sent as an attacker can, and guesses at those of digits; each day the owner signs in both ways. */
async function besiege({ mode, owner, spelling }: Attack, networks: number, days: number) {
  const service = await startTestService({ registration: mode, limits: DEPLOYED_LIMITS });
  if (mode === "registered") await service.post("/_local/customers", { recipient: owner, customerId: "c-1" });
  const browser = person(service);
  const signInByBrowser = async () => {
    const shown = await browser.signIn(owner, await browser.open("/otp/request"));
    await service.settled();
    return shown.text.includes("You are signed in");
  };
  expect(await signInByBrowser()).toBe(true);
  const entries = known(browser);
  service.clock.advance(HOUR);
  expect((await signInAtHome(service, owner)).status).toBe(200);
  service.clock.advance(DAY);

  const bot = attacker(service, networks);
  const seen = { asked: 0, guesses: 0, byBrowser: 0, atHome: 0, shape: "" };
  for (let day = 0; day < days; day++) {
    const dawn = service.clock.now();
    // Five in the one hour, five in the next: all that a recipient is sent in a day.
    for (let turn = 0; turn < 10; turn++) {
      const asked = await bot.ask(spelling(day * 10 + turn));
      if (asked) seen.asked += 1;
      if (asked?.codeFormat === "digits") seen.guesses += await bot.guess(asked);
      service.clock.advance(turn === 4 ? HOUR : 31);
    }
    if (await signInByBrowser()) seen.byBrowser += 1;
    const { status, shape } = await signInAtHome(service, owner);
    if (status === 200) seen.atHome += 1;
    seen.shape = shape;
    service.clock.advance(dawn + DAY - service.clock.now());
  }
  // It is in the lane of its browser that the owner signs in there: the entry is the first one still.
  expect(known(browser)).toEqual(entries);
  return seen;
}

describe.each([1, 2, 100])("an attacker with %i networks, who does all that the limits allow", (networks) => {
  it.each(ATTACKS)("keeps no owner out who is known: $mode, $how", async (attack) => {
    const seen = await besiege(attack, networks, 2);
    expect(seen).toMatchObject({ byBrowser: 2, atHome: 2 });
    // An attack that reaches nothing would show nothing.
    expect(seen.asked).toBeGreaterThanOrEqual(2 * attack.sends(networks));
    expect(seen.guesses).toBeGreaterThanOrEqual(20);
    // A longer code is all that it costs.
    expect(seen.shape).toBe(attack.reaches ? "base32 13" : "digits 6");
  });
});

describe("ten requests a day, for three weeks", () => {
  it.each(ATTACKS.filter(({ how }) => how === "by the address"))(
    "keep no owner out who is known: $mode",
    async (attack) => {
      const seen = await besiege(attack, 100, 21);
      expect(seen).toEqual({ asked: 210, guesses: 20, byBrowser: 21, atHome: 21, shape: "base32 13" });
    },
    60_000,
  );
});
