import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { CODE_SECONDS, type Grant, newCode } from "../../functions/domain/authorization-code.ts";
import type { RecipientKey } from "../../functions/domain/recipient.ts";
import type { CodeUse, Storage } from "../../functions/storage/port.ts";
import { START } from "../support/service.ts";
import { kinds, together, write } from "./writes.ts";

const use: CodeUse = {
  clientId: "app",
  redirectUri: "https://app.example/callback",
  codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};

/** What every engine has to do alike with the codes of apps. */
export function codeContract(storage: () => Storage): void {
  const kept = async (over: Partial<Grant> = {}) => {
    const code = newCode(randomBytes);
    const grant: Grant = {
      ...use,
      scope: "openid",
      session: { recipientKey: "AAAAAAAAAAAAAAAAAAAAAA" as RecipientKey, nonce: "AAAAAAAAAAAAAAAAAAAAAQ" },
      issuedAt: START,
      expiresAt: START + CODE_SECONDS,
      ...over,
    };
    await storage().keepCode(code, grant);
    return { code, grant };
  };

  describe("an authorization code", () => {
    it("is used up once, and tells what it stands for", async () => {
      const { code, grant } = await kept({ nonce: "n1" });
      expect(await storage().consumeCode(code, use, write())).toMatchObject({ kind: "consumed", grant });
      expect(await storage().consumeCode(code, use, write())).toMatchObject({ kind: "replayed", grant });
    });

    it("is used up once, however many try at the same time", async () => {
      const { code } = await kept();
      const results = await together(20, () => storage().consumeCode(code, use, write()));
      expect([kinds(results, "consumed"), kinds(results, "replayed")]).toEqual([1, 19]);
    });

    it("is used up by a write whose answer was lost and which came again", async () => {
      const { code } = await kept();
      const mine = write();
      await storage().consumeCode(code, use, mine);
      expect(await storage().consumeCode(code, use, mine)).toMatchObject({ kind: "consumed" });
    });

    it("is not made new by a late repetition of the write that kept it", async () => {
      const { code, grant } = await kept();
      await storage().consumeCode(code, use, write());
      await storage().keepCode(code, grant);
      expect(await storage().consumeCode(code, use, write())).toMatchObject({ kind: "replayed" });
    });

    it("holds to its last second", async () => {
      const [inTime, late] = [await kept(), await kept()];
      const [last, over] = [write(START + CODE_SECONDS - 1), write(START + CODE_SECONDS)];
      expect(await storage().consumeCode(inTime.code, use, last)).toMatchObject({ kind: "consumed" });
      expect(await storage().consumeCode(late.code, use, over)).toEqual({ kind: "refused" });
    });

    it.each<Partial<CodeUse>>([
      { clientId: "another" },
      { redirectUri: "https://app.example/" },
      { codeChallenge: "A".repeat(43) },
    ])("is good for nobody else, before and after it was used: %j", async (change) => {
      const { code } = await kept();
      const other = { ...use, ...change };
      expect(await storage().consumeCode(code, other, write())).toEqual({ kind: "refused" });
      expect(await storage().consumeCode(code, use, write())).toMatchObject({ kind: "consumed" });
      expect(await storage().consumeCode(code, other, write())).toEqual({ kind: "refused" });
    });

    it("that was never made is refused", async () => {
      expect(await storage().consumeCode(newCode(randomBytes), use, write())).toEqual({ kind: "refused" });
    });
  });
}
