import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { subjectKey } from "../../../functions/domain/subject.ts";
import { sealTotpSecret } from "../../../functions/factors/totp-secret.ts";
import { accountOf, FACTORS } from "../../support/account-user.ts";
import { aTotp } from "../../support/factors.ts";
import { startTestService, type TestService } from "../../support/service.ts";

jest.setTimeout(120_000);

/** RFC 6238, appendix B: the secret for SHA-1, instants, and the last six digits of what belongs to them. */
const SECRET = Buffer.from("12345678901234567890");
const VECTORS = [
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
] as const;

describe("the codes of RFC 6238", () => {
  let now: number = VECTORS[0][0];
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ secondFactor: "optional" }, { systemClock: () => now });
  });

  /** Has a user have the standard's secret. */
  async function enrolled(address: string) {
    const { body } = await service.post("/otp/verify", await service.challenge(address));
    const { keys, storage } = service.services;
    const subject = String(body.subject);
    const at = subjectKey(await keys.recipient(), subject);
    const { id } = aTotp();
    const secret = sealTotpSecret(SECRET, { subjectKey: at, id }, await keys.current("factor"), randomBytes);
    const addTotp = aTotp({ id, secret, enrolledAt: now });
    await storage.factors.change(at, { subject, version: 0, addTotp, twoSteps: "on" }, { by: id, now });
  }

  it.each(VECTORS)("sign in at their instant: %i, %s", async (instant, code) => {
    now = instant - 60;
    const address = `rfc${instant}@example.com`;
    await enrolled(address);
    now = instant;
    const { body } = await service.post("/otp/verify", await service.challenge(address));
    const { challengeId, factorToken } = body;
    const prove = (typed: string) =>
      service.post("/otp/factor", { challengeId, factorToken, factor: "totp", code: typed });
    for (const [later, other] of VECTORS)
      if (later > instant + 30) expect((await prove(other)).status).toBe(401);
    expect((await prove(code)).body).toMatchObject({ status: "approved" });
  });
});

const oathtool = spawnSync("oathtool", ["--version"]).status === 0;
if (!oathtool) console.warn("oathtool is not installed: its codes are not tried");

(oathtool ? describe : describe.skip)("an authenticator of another maker", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService({ secondFactor: "optional" });
  });
  const { signIn, signInWith } = accountOf(() => service);

  /** What it shows of a secret, as a person types that. */
  function shows(secret: string): string {
    const now = new Date(service.clock.now() * 1000).toISOString().replace("T", " ").slice(0, 19);
    const options = [
      "--totp=sha1",
      "--digits=6",
      "--time-step-size=30s",
      "-b",
      secret,
      "--now",
      `${now} UTC`,
    ];
    return execFileSync("oathtool", options, { encoding: "utf8" }).trim();
  }

  it.each<[string, (secret: string) => string]>([
    ["as it is written", (secret) => secret],
    ["in small letters, in groups", (secret) => (secret.toLowerCase().match(/.{4}/g) ?? []).join(" ")],
    ["padded, as some ask for it", (secret) => `${secret}${"=".repeat((8 - (secret.length % 8)) % 8)}`],
  ])("takes the key %s, and signs in for weeks", async (_, typed) => {
    const { headers, address } = await signIn();
    const { body } = await service.post(`${FACTORS}/totp`, {}, headers);
    const secret = typed(String(body.secret));
    const confirmed = { enrolment: body.enrolment, code: shows(secret), name: "oathtool" };
    expect((await service.post(`${FACTORS}/totp/confirm`, confirmed, headers)).status).toBe(201);
    for (const days of [0, 1, 30, 400]) {
      service.clock.advance(days * 86_400);
      const signedIn = await signInWith(address, "totp", () => shows(secret));
      expect([days, signedIn.body.status]).toEqual([days, "approved"]);
    }
  });
});
