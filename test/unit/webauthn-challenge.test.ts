import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  isWebauthnChallenge,
  nonceOf,
  PASSKEY_PURPOSES,
  type PasskeyBinding,
  verifierHash,
  webauthnChallenge,
} from "../../functions/domain/webauthn-challenge.ts";
import { keyNamed, NOW } from "./builders.ts";

const key = keyNamed("cookie");
const OWN: PasskeyBinding = { kind: "browser", cookie: "one" };
const BINDINGS: readonly PasskeyBinding[] = [
  OWN,
  { kind: "browser", cookie: "other" },
  { kind: "verifier", hash: "one" },
  { kind: "challenge", challengeId: "one" },
  { kind: "session", sessionId: "one", subject: "anna" },
  { kind: "session", sessionId: "one", subject: "bert" },
  { kind: "session", sessionId: "other", subject: "anna" },
];
const made = () => webauthnChallenge("sign-in", OWN, { kid: 3, key, now: NOW, random: randomBytes });

describe("a WebAuthn challenge", () => {
  it("holds for its purpose and its holder, and for no other", () => {
    for (const purpose of PASSKEY_PURPOSES)
      for (const binding of BINDINGS) {
        const text = webauthnChallenge(purpose, binding, { kid: 3, key, now: NOW, random: randomBytes });
        const held = PASSKEY_PURPOSES.flatMap((one) =>
          BINDINGS.filter((who) => isWebauthnChallenge(text, one, who, { key, now: NOW })).map((who) => [
            one,
            who,
          ]),
        );
        expect(held).toEqual([[purpose, binding]]);
      }
  });

  it("holds for ten minutes", () => {
    const text = made();
    const holds = (now: number) => isWebauthnChallenge(text, "sign-in", OWN, { key, now });
    expect([holds(NOW), holds(NOW + 599), holds(NOW + 600)]).toEqual([true, true, false]);
  });

  it("is refused when anything about it was changed", () => {
    const bytes = Buffer.from(made(), "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        const text = changed.toString("base64url");
        expect(isWebauthnChallenge(text, "sign-in", OWN, { key, now: NOW })).toBe(false);
      }),
    );
  });

  it("is refused under another key, cut, longer, or in another spelling", () => {
    const text = made();
    expect(isWebauthnChallenge(text, "sign-in", OWN, { key: keyNamed("other"), now: NOW })).toBe(false);
    for (const other of ["", "x", text.slice(0, -2), `${text}AA`, `${text}=`, ` ${text}`])
      expect(isWebauthnChallenge(other, "sign-in", OWN, { key, now: NOW })).toBe(false);
  });

  it("names one session each, and always the same", () => {
    const [one, other] = [made(), made()];
    expect(nonceOf(one)).toBe(nonceOf(one));
    expect(nonceOf(one)).not.toBe(nonceOf(other));
    expect(Buffer.from(nonceOf(one), "base64url")).toHaveLength(16);
  });

  it("is bound to a verifier as PKCE is (RFC 7636, appendix B)", () => {
    expect(verifierHash("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
  });
});
