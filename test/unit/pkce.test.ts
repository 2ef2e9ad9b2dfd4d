import { describe, expect, it } from "@jest/globals";
import { codeChallengeOf, isCodeChallenge } from "../../functions/oidc/pkce.ts";

describe("a code challenge", () => {
  it("is that of RFC 7636, appendix B", () => {
    const challenge = codeChallengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    expect(challenge).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    expect(isCodeChallenge(challenge)).toBe(true);
  });

  it.each(["", "a".repeat(42), "a".repeat(129), `${"a".repeat(42)}+`, `${"a".repeat(43)}\n`])(
    "has no verifier %j",
    (verifier) => {
      expect(codeChallengeOf(verifier)).toBeUndefined();
    },
  );
});
