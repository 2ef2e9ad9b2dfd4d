import { describe, expect, it } from "@jest/globals";
import { AUTHORIZATION_CODE_SECONDS, type Grant, REPEAT_SECONDS } from "../../functions/domain/grant.ts";
import type { CodeUse, GrantPage } from "../../functions/storage/port/grants.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { freshKey } from "../support/challenge.ts";
import { aGrant, USE } from "../support/grant.ts";
import { START } from "../support/service.ts";
import { kinds, together, write } from "./writes.ts";

/** What every engine has to do alike with what apps were granted. */
export function grantContract(storage: () => Storage): void {
  const kept = async (over: Partial<Grant> = {}) => {
    const grant = aGrant(over);
    await storage().grants.keep(grant);
    return grant;
  };
  const give = (grant: Grant, use: CodeUse = USE, by = write()) => storage().grants.give(grant, use, by);
  const given = (grant: Grant) => ({ kind: "given", grant: { ...grant, status: "given" } });

  const pagesOf = async (recipientKey: Grant["recipientKey"], now = START) => {
    const pages: GrantPage[] = [];
    for await (const page of storage().grants.listOpen(recipientKey, now)) pages.push(page);
    return pages;
  };
  const open = async (recipientKey: Grant["recipientKey"], now = START) =>
    (await pagesOf(recipientKey, now)).flatMap(({ grants }) => grants);
  const ids = (grants: readonly Pick<Grant, "id">[]) => grants.map(({ id }) => id);

  describe("an authorization code", () => {
    it("is used up once, and becomes its grant", async () => {
      const grant = await kept({ nonce: "n1" });
      expect(await give(grant)).toEqual(given(grant));
      expect(await give(grant)).toEqual({ kind: "repeated" });
      expect(await storage().grants.read(grant)).toEqual({ ...grant, status: "given" });
    });

    it("is used up once, however many try at the same time", async () => {
      const grant = await kept();
      const results = await together(50, () => give(grant));
      expect([kinds(results, "given"), kinds(results, "repeated")]).toEqual([1, 49]);
    });

    it("is used up by a write whose answer was lost and which came again", async () => {
      const grant = await kept();
      const mine = write();
      await give(grant, USE, mine);
      expect(await give(grant, USE, mine)).toEqual(given(grant));
    });

    it("is the same request for some seconds, and a theft after them", async () => {
      const grant = await kept();
      await give(grant);
      const at = (seconds: number) => give(grant, USE, write(START + seconds));
      expect(await at(REPEAT_SECONDS - 1)).toEqual({ kind: "repeated" });
      expect(await at(REPEAT_SECONDS)).toEqual({ kind: "replayed" });
      // Also when it would have expired by then.
      expect(await at(AUTHORIZATION_CODE_SECONDS + 1)).toEqual({ kind: "replayed" });
    });

    it("is not made new by a late repetition of the write that kept it", async () => {
      const grant = await kept();
      await give(grant);
      await storage().grants.keep(grant);
      expect(await give(grant)).toEqual({ kind: "repeated" });
    });

    it("holds to its last second", async () => {
      const [inTime, late] = [await kept(), await kept()];
      const end = START + AUTHORIZATION_CODE_SECONDS;
      expect(await give(inTime, USE, write(end - 1))).toEqual(given(inTime));
      expect(await give(late, USE, write(end))).toEqual({ kind: "refused" });
    });

    it.each<Partial<CodeUse>>([
      { clientId: "another" },
      { redirectUri: "https://app.example/" },
      { codeChallenge: "A".repeat(43) },
      { codeChallenge: undefined },
    ])("is good for no other app, before and after it was used: %j", async (change) => {
      const grant = await kept();
      const other = { ...USE, ...change };
      expect(await give(grant, other)).toEqual({ kind: "refused" });
      expect(await give(grant)).toEqual(given(grant));
      expect(await give(grant, other, write(START + 30))).toEqual({ kind: "refused" });
    });

    it("is not good once its client's tokens are for somebody else; a replay of it is still one", async () => {
      const grant = await kept();
      const other = { ...USE, audience: "another" };
      expect(await give(grant, other)).toEqual({ kind: "refused" });
      expect(await give(grant)).toEqual(given(grant));
      expect(await give(grant, other, write(START + 30))).toEqual({ kind: "replayed" });
    });

    it("without a challenge is good without a verifier alone", async () => {
      const { codeChallenge, ...bare } = USE;
      expect(codeChallenge).toHaveLength(43);
      const grant = await kept({ codeChallenge: undefined });
      expect(await give(grant)).toEqual({ kind: "refused" });
      expect(await give(grant, bare)).toMatchObject({ kind: "given" });
    });

    it("that was never made is refused", async () => {
      expect(await give(aGrant())).toEqual({ kind: "refused" });
    });
  });

  describe("a refresh token", () => {
    const GRACE = 30;
    const SHOWN = { clientId: USE.clientId, audience: USE.audience };
    const held = async (over: Partial<Grant> = {}) => {
      const grant = await kept(over);
      await give(grant);
      return grant;
    };
    const rotate = (grant: Grant, generation: number, by = write(), graceSeconds = GRACE) =>
      storage().grants.rotate(grant, { ...SHOWN, generation, graceSeconds }, by);
    const rotated = (generation: number) => ({ kind: "rotated", grant: { generation } });

    it("makes way for the next one, which then counts", async () => {
      const grant = await held();
      expect(await rotate(grant, 1)).toMatchObject({
        kind: "rotated",
        grant: { ...grant, status: "given", generation: 2, rotatedAt: START },
      });
      expect(await rotate(grant, 2, write(START + 100))).toMatchObject(rotated(3));
    });

    it("gives the same next one to all that ask at once", async () => {
      const grant = await held();
      const results = await together(20, () => rotate(grant, 1));
      expect(results).toMatchObject(results.map(() => rotated(2)));
      expect(await storage().grants.read(grant)).toMatchObject({ generation: 2 });
    });

    it("that was replaced gives its successor within the grace, and is a theft after it", async () => {
      const grant = await held();
      await rotate(grant, 1);
      expect(await rotate(grant, 1, write(START + GRACE - 1))).toMatchObject(rotated(2));
      expect(await rotate(grant, 1, write(START + GRACE))).toEqual({ kind: "replayed" });
    });

    it("that is older than the last one is a theft at once", async () => {
      const grant = await held();
      await rotate(grant, 1);
      await rotate(grant, 2);
      expect(await rotate(grant, 1)).toEqual({ kind: "replayed" });
      expect(await rotate(grant, 2)).toMatchObject(rotated(3));
    });

    it("may be given no grace, and a write whose answer was lost knows itself all the same", async () => {
      const grant = await held();
      const mine = write();
      await rotate(grant, 1, mine, 0);
      expect(await rotate(grant, 1, mine, 0)).toMatchObject(rotated(2));
      expect(await rotate(grant, 1, write(), 0)).toEqual({ kind: "replayed" });
    });

    it("that the table does not know yet, as after a restore, is refused and no theft", async () => {
      const grant = await held();
      expect(await rotate(grant, 2)).toEqual({ kind: "refused" });
      expect(await rotate(grant, 1)).toMatchObject(rotated(2));
    });

    it("stays the one that counts where nothing that is asked for was granted", async () => {
      const grant = await held({ scope: "openid email" });
      const ask = (scopes: string[], generation = 1, by = write()) =>
        storage().grants.rotate(grant, { ...SHOWN, generation, graceSeconds: GRACE, scopes }, by);
      expect(await ask(["phone", "offline_access"])).toEqual({ kind: "not-granted" });
      expect(await storage().grants.read(grant)).toMatchObject({ generation: 1 });
      expect(await ask(["phone", "email"])).toMatchObject(rotated(2));
      expect(await ask(["phone"], 1, write(START + GRACE))).toEqual({ kind: "replayed" });
    });

    it("is refused of another client, of a code, of a grant that ended or expired, also within the grace", async () => {
      const grant = await held();
      await rotate(grant, 1);
      for (const other of [{ clientId: "another" }, { audience: "another" }])
        for (const generation of [1, 2]) {
          const use = { ...SHOWN, ...other, generation, graceSeconds: GRACE };
          expect(await storage().grants.rotate(grant, use, write())).toEqual({ kind: "refused" });
        }
      expect(await rotate(await kept(), 1)).toEqual({ kind: "refused" });
      expect(await rotate(aGrant(), 1)).toEqual({ kind: "refused" });
      const short = await held({ expiresAt: START + 20 });
      await rotate(short, 1);
      expect(await rotate(short, 1, write(START + 20))).toEqual({ kind: "refused" });
      await storage().grants.end(grant, START);
      for (const generation of [1, 2]) expect(await rotate(grant, generation)).toEqual({ kind: "refused" });
    });
  });

  describe("a grant", () => {
    it("ends once, before and after its code was exchanged, and stays so", async () => {
      for (const exchanged of [false, true]) {
        const grant = await kept();
        if (exchanged) await give(grant);
        const ends = await together(5, () => storage().grants.end(grant, START + 1));
        expect(ends.filter(Boolean)).toHaveLength(1);
        expect(await storage().grants.read(grant)).toEqual({ ...grant, status: "ended" });
        expect(await give(grant, USE, write(START + 30))).toEqual({ kind: "refused" });
      }
    });

    it("is not ended by another client, nor where there is none", async () => {
      const grant = await kept();
      expect(await storage().grants.end(grant, START, { clientId: "another" })).toBe(false);
      expect(await storage().grants.read(grant)).toEqual(grant);
      expect(await storage().grants.end(grant, START, { clientId: USE.clientId })).toBe(true);
      expect(await storage().grants.end(aGrant(), START)).toBe(false);
    });

    it("is listed with the others of its recipient, and with nothing else", async () => {
      const recipientKey = freshKey();
      const grants = [await kept({ recipientKey }), await kept({ recipientKey })];
      await kept();
      await storage().customers.put(recipientKey, { status: "active" });
      const listed = await open(recipientKey);
      expect(new Set(ids(listed))).toEqual(new Set(ids(grants)));
      const { id, status, scope, sessionNonce, authTime, issuedAt, clientId, subject } = grants[0]!;
      const one = { recipientKey, id, status, scope, sessionNonce, authTime, issuedAt, clientId, subject };
      expect(listed).toContainEqual({ ...one, told: false });
      expect((await storage().challenges.list(recipientKey)).challenges).toEqual([]);
    });

    it("is listed no more once it has ended or expired, or its code was not exchanged in time", async () => {
      const recipientKey = freshKey();
      const [unused, held, short, over] = [
        await kept({ recipientKey }),
        await kept({ recipientKey }),
        await kept({ recipientKey, expiresAt: START + 70 }),
        await kept({ recipientKey }),
      ];
      for (const grant of [held, short]) await give(grant);
      await storage().grants.end(over, START);
      const listed = async (now: number) => new Set(ids(await open(recipientKey, now)));
      expect(await listed(unused.codeExpiresAt - 1)).toEqual(new Set(ids([unused, held, short])));
      expect(await listed(unused.codeExpiresAt)).toEqual(new Set(ids([held, short])));
      expect(await listed(START + 70)).toEqual(new Set(ids([held])));
    });

    it("is listed after its end too, until its app was told of the session's, if there is one that knows of it", async () => {
      const recipientKey = freshKey();
      const [unused, held, settled] = [
        await kept({ recipientKey }),
        await kept({ recipientKey }),
        await kept({ recipientKey }),
      ];
      for (const grant of [held, settled]) await give(grant);
      for (const grant of [unused, held]) await storage().grants.end(grant, START);
      await storage().grants.end(settled, START, { told: true });
      const listed = await open(recipientKey);
      expect(listed).toMatchObject([{ id: held.id, status: "ended", told: false }]);
      expect(ids(await open(recipientKey, held.expiresAt))).toEqual([]);
      await storage().grants.markTold(held, START + 1);
      expect(await open(recipientKey)).toEqual([]);
    });

    it("that goes on is listed with what its app was told, and a mark makes none", async () => {
      const grant = await kept();
      await give(grant);
      await storage().grants.markTold(grant, START + 1);
      expect(await open(grant.recipientKey)).toMatchObject([{ id: grant.id, status: "given", told: true }]);
      const none = aGrant();
      await storage().grants.markTold(none, START);
      expect(await storage().grants.read(none)).toBeUndefined();
    });

    it("is listed also where the table gives the grants in several pages", async () => {
      const recipientKey = freshKey();
      const grants: Grant[] = [];
      for (let i = 0; i < 5; i++) grants.push(await kept({ recipientKey, nonce: "n".repeat(300_000) }));
      const pages = await pagesOf(recipientKey);
      expect(pages.length).toBeGreaterThan(1);
      expect(new Set(ids(pages.flatMap((page) => page.grants)))).toEqual(new Set(ids(grants)));
    });
  });
}
