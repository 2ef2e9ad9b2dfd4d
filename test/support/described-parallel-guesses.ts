import { beforeAll, expect, it } from "@jest/globals";
import { MAX_FACTOR_FAILURES } from "../../functions/domain/factors.ts";
import { besieged, EACH, guessAtAll, wrongCodes } from "./besieged.ts";
import { startTestService, type TestService } from "./service.ts";

/** What holds of guesses that come at once, over however many challenges of one user. */
export function parallelGuesses(challenges: number): void {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ secondFactor: "optional" });
  });

  it("are evaluated twenty times, and a right code that comes later is taken no more", async () => {
    const owner = await besieged(service, "wrong@example.com", challenges + 1);
    // One of them meets no guess: a right one takes back the wrong ones of its own challenge.
    const [untouched, ...waiting] = owner.waiting;
    const user = { ...owner, waiting };
    const before = user.shows();
    service.clock.advance(30);
    const counts = await guessAtAll(user, wrongCodes(challenges * EACH, [before, user.shows()]));
    expect(counts).toEqual({ 401: MAX_FACTOR_FAILURES, 403: challenges * EACH - MAX_FACTOR_FAILURES });
    expect(await user.failures()).toBe(MAX_FACTOR_FAILURES);

    expect((await user.prove(untouched, "totp", user.shows())).status).toBe(403);
    // Its owner goes on.
    const [backupCode = ""] = user.backupCodes;
    expect((await user.prove(untouched, "backup-code", backupCode)).status).toBe(200);
    expect(await user.failures()).toBe(MAX_FACTOR_FAILURES);
  }, 120_000);

  it("open one session at most where each fifth is the right one, and count the others", async () => {
    const user = await besieged(service, "right@example.com", challenges);
    const right = user.shows();
    const wrong = wrongCodes(challenges * EACH, [right]);
    const codes = wrong.map((code, turn) => (turn % EACH === EACH - 1 ? right : code));
    const {
      200: opened = 0,
      401: judged = 0,
      403: refused = 0,
      410: over = 0,
    } = await guessAtAll(user, codes);
    expect(opened + judged + refused + over).toBe(codes.length);
    expect(opened).toBeLessThanOrEqual(1);
    // A right guess takes back those of its own challenge alone, of which there are five at most.
    expect(judged).toBeLessThanOrEqual(MAX_FACTOR_FAILURES + EACH);
    expect(await user.failures()).toBe(MAX_FACTOR_FAILURES);
    service.clock.advance(30);
    expect((await user.prove(user.waiting.at(-1), "totp", user.shows())).status).toBe(403);
  }, 120_000);
}
