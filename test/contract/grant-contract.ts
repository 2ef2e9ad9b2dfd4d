import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import {
  AUTHORIZATION_CODE_SECONDS,
  type Grant,
  newAuthorizationCode,
} from "../../functions/domain/grant.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import type { GrantUse } from "../../functions/storage/port/grants.ts";
import type { Storage } from "../../functions/storage/port.ts";
import { START } from "../support/service.ts";
import { kinds, together, write } from "./writes.ts";

const use: GrantUse = {
  clientId: "app",
  redirectUri: "https://app.example/callback",
  codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};

/** What every engine has to do alike with the codes of apps. */
export function codeContract(storage: () => Storage): void {
  const kept = async (over: Partial<Grant> = {}) => {
    const code = newAuthorizationCode(randomBytes);
    const grant: Grant = {
      ...use,
      scope: "openid",
      session: { recipientKey: "AAAAAAAAAAAAAAAAAAAAAA" as RecipientKey, nonce: "AAAAAAAAAAAAAAAAAAAAAQ" },
      issuedAt: START,
      expiresAt: START + AUTHORIZATION_CODE_SECONDS,
      ...over,
    };
    await storage().grants.keep(code, grant);
    return { code, grant };
  };

  describe("an authorization code", () => {
    it("is used up once, and tells what it stands for", async () => {
      const { code, grant } = await kept({ nonce: "n1" });
      expect(await storage().grants.consume(code, use, write())).toMatchObject({ kind: "consumed", grant });
      expect(await storage().grants.consume(code, use, write())).toMatchObject({ kind: "replayed", grant });
    });

    it("is used up once, however many try at the same time", async () => {
      const { code } = await kept();
      const results = await together(20, () => storage().grants.consume(code, use, write()));
      expect([kinds(results, "consumed"), kinds(results, "replayed")]).toEqual([1, 19]);
    });

    it("is used up by a write whose answer was lost and which came again", async () => {
      const { code } = await kept();
      const mine = write();
      await storage().grants.consume(code, use, mine);
      expect(await storage().grants.consume(code, use, mine)).toMatchObject({ kind: "consumed" });
    });

    it("is not made new by a late repetition of the write that kept it", async () => {
      const { code, grant } = await kept();
      await storage().grants.consume(code, use, write());
      await storage().grants.keep(code, grant);
      expect(await storage().grants.consume(code, use, write())).toMatchObject({ kind: "replayed" });
    });

    it("holds to its last second", async () => {
      const [inTime, late] = [await kept(), await kept()];
      const [last, over] = [
        write(START + AUTHORIZATION_CODE_SECONDS - 1),
        write(START + AUTHORIZATION_CODE_SECONDS),
      ];
      expect(await storage().grants.consume(inTime.code, use, last)).toMatchObject({ kind: "consumed" });
      expect(await storage().grants.consume(late.code, use, over)).toEqual({ kind: "refused" });
    });

    it.each<Partial<GrantUse>>([
      { clientId: "another" },
      { redirectUri: "https://app.example/" },
      { codeChallenge: "A".repeat(43) },
    ])("is good for no other app, before and after it was used: %j", async (change) => {
      const { code } = await kept();
      const other = { ...use, ...change };
      expect(await storage().grants.consume(code, other, write())).toEqual({ kind: "refused" });
      expect(await storage().grants.consume(code, use, write())).toMatchObject({ kind: "consumed" });
      expect(await storage().grants.consume(code, other, write())).toEqual({ kind: "refused" });
    });

    it("that was never made is refused", async () => {
      expect(await storage().grants.consume(newAuthorizationCode(randomBytes), use, write())).toEqual({
        kind: "refused",
      });
    });
  });
}
