import { describe, expect, it } from "@jest/globals";
import { clientOf, Budget } from "../../attack/client.ts";
import { refusal } from "../../attack/consent.ts";
import { startTestService } from "../support/service.ts";
import { asStage, runAttack, serving, verdicts } from "./running.ts";

const TOKEN = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";
const CODE = "482913";
/** One for each case that wants an address: the same one is used again after half a minute. */
const RECIPIENTS = [1, 2, 3, 4, 5, 6].map((number) => ({
  recipient: `qa-${number}@example.com`,
  code: CODE,
}));
/** What a stage by a tunnel takes: it could be another's. */
const OWNED = "--i-own-this";
const TESTED = RECIPIENTS.flatMap(({ recipient, code }) => ["--recipient", `${recipient}=${code}`]).concat(
  OWNED,
);

const NOTHING = " Nothing was attacked.";

describe("a target that cannot be attacked is told in a sentence, with status 2:", () => {
  const said = async (...args: string[]) => {
    const { code, stderr, stdout } = await runAttack(args);
    expect([code, stdout]).toEqual([2, ""]);
    return stderr.split("\n")[0];
  };

  it("one that is not Latchkey", async () => {
    const url = await serving((_, response) => response.end("<h1>hello</h1>"));
    expect(await said(url)).toMatch(/^What answers there is not Latchkey \(it answered 200 .*attacked\.$/);
  });

  it("one where nothing listens", async () => {
    expect(await said("http://localhost:9")).toBe(`The target could not be asked (ECONNREFUSED).${NOTHING}`);
  });

  it("one that never answers", async () => {
    const url = await serving(() => undefined);
    expect(await said(url, "--answer-seconds", "1")).toBe(
      `The target gave no answer within 1 seconds.${NOTHING}`,
    );
  });

  it("a stage of which no recipient is known", async () => {
    const { url } = await startTestService();
    expect(await said(await asStage(url), OWNED)).toMatch(
      /^No code could be read: name test recipients .*attacked\.$/,
    );
  });

  it.each([
    [["http://192.0.2.1:3000"], /has to be reached by https/],
    [["https://id.example.com", "https://other.example.com"], /^One target at a time/],
    [["https://qa:482913@id.example.com"], /^The target is no address of a service, like https:\/\/id\./],
    [["--everything"], /^Unknown option '--everything'/],
    [["https://id.example.com"], /^Give the token of the stage's setting attackToken/],
    [["https://id.example.com", "--adapter", "x.ts"], /^Say --i-own-this if the target is your own/],
    [["http://localhost:9", "--adapter", "x.ts"], /^Say --i-own-this if the target is your own/],
    [["https://id.example.com", "--adapter", "x.ts", "--i-own-this"], /^No code could be read: name test/],
    [["--recipient", "qa@example.com"], /^A recipient without --imap is a test recipient/],
    [["--imap", "imaps://a@b.example"], /^--imap needs --recipient/],
    [["--only", "no-such-case"], /^There is no case no-such-case/],
    [["--minutes", "0"], /^--minutes takes a whole number/],
    [["--minutes", "72000"], /^--minutes takes a whole number from 1 to 1440/],
    [["--json", "/no/such/folder/report.json"], /^\/no\/such\/folder\/report\.json cannot be written/],
  ])("%j", async (args, words) => {
    // The first two look at nothing on the net; those of a local service come before it is asked, or find this one.
    const { url } = await startTestService();
    const target = args.some((one) => one.startsWith("http")) ? [] : [url];
    expect(await said(...target, ...args)).toMatch(words);
  });
});

describe("who may attack a target that is not on this machine", () => {
  const asked = async (settings: object, token: string | undefined) => {
    const { url } = await startTestService(settings);
    const bounds = { budget: new Budget(5), answerSeconds: 5, signal: AbortSignal.timeout(10_000) };
    const options = { isLoopback: false, owns: true, ...(token !== undefined && { token }) };
    return refusal(clientOf(url, bounds), options);
  };

  it("is who has the token of the stage", async () => {
    expect(await asked({ attackToken: TOKEN }, TOKEN)).toBeUndefined();
  });

  it.each([
    ["without a token", { attackToken: TOKEN }, undefined, /^Give the token/],
    ["with another token", { attackToken: TOKEN }, TOKEN.replace("k", "K"), /^The target has another token/],
    ["where the stage lets no attack in", {}, TOKEN, /^The target serves nothing at/],
  ])("is nobody %s, whoever says to own it", async (_, settings, token, words) => {
    expect(await asked(settings, token)).toMatch(words);
  });

  it("is nobody who only read what the stage serves", async () => {
    const service = await startTestService({ attackToken: TOKEN });
    const { tokenSha256 } = (await service.get("/.well-known/latchkey-attack")).body;
    expect(await asked({ attackToken: TOKEN }, String(tokenSha256))).toMatch(/another token/);
  });
});

const CASES = "race-wrong-codes,race-right-code,code-shown-twice,sign-out-ends,cookie-flags,who-is-known";

describe("no verdict comes of", () => {
  const stage = () => startTestService({ testRecipients: RECIPIENTS });

  it("a stage without a mailbox and a clock, beyond what test recipients can show", async () => {
    const { url } = await stage();
    const { code, stdout } = await runAttack([
      ...[await asStage(url), ...TESTED],
      ...["--only", "who-is-known,race-wrong-codes,lock-out-by-guessing,code-life"],
    ]);
    expect(verdicts(stdout)).toEqual({
      "race-wrong-codes": "held",
      "who-is-known": expect.stringMatching(/^the target lacks any number of addresses/),
      "lock-out-by-guessing": expect.stringMatching(/^the target lacks .*a clock that can be moved/),
      "code-life": "the target lacks a clock that can be moved",
    });
    expect(code).toBe(0);
  });

  it("a recipient with another code than was said", async () => {
    const { url } = await startTestService({
      testRecipients: RECIPIENTS.map((one) => ({ ...one, code: "111111" })),
    });
    const names = "race-right-code,forged-challenge-ids,cookie-flags";
    const { stdout } = await runAttack([await asStage(url), ...TESTED, "--only", names]);
    expect(verdicts(stdout)).toEqual({
      "race-right-code": "no right code was accepted",
      "cookie-flags": "the code that is known of this recipient is not the one that was sent",
      "forged-challenge-ids": "the code that is known of this recipient is not the one that was sent",
    });
  });

  it("an app that the stage does not know", async () => {
    const { url } = await stage();
    const app = ["--app", "nope", "--redirect-uri", "http://localhost:4001/callback"];
    const { stdout } = await runAttack([
      ...[await asStage(url), ...TESTED, ...app, "--only", "app-redirects"],
    ]);
    expect(verdicts(stdout)).toEqual({
      "app-redirects": expect.stringMatching(/are --app and --redirect-uri right\?$/),
    });
  });

  it("a gateway that answers forms and links by itself", async () => {
    const { url } = await stage();
    const sessionAlone = new Set(["/otp/logout", "/otp/token", "/otp/end-session"]);
    const busy = await asStage(url, ({ url: path = "", method }, response) => {
      if (!sessionAlone.has(path) || method === "GET") return false;
      response.writeHead(503).end();
      return true;
    });
    const names = "forms-without-token,foreign-sign-out,foreign-scripts";
    const { stdout } = await runAttack([busy, ...TESTED, "--only", names]);
    const why = "the target was busy or out of reach (answered 503)";
    expect(verdicts(stdout)).toEqual({
      "forms-without-token": why,
      "foreign-sign-out": why,
      "foreign-scripts": why,
    });
  });

  it("answers that hang halfway", async () => {
    const { url } = await stage();
    const hangs = await asStage(url, ({ url: path = "" }) => path.startsWith("/otp/verify"));
    const { code, stdout } = await runAttack([
      ...[hangs, ...TESTED, "--answer-seconds", "1", "--only", "race-wrong-codes"],
    ]);
    expect(verdicts(stdout)).toEqual({
      "race-wrong-codes": "the target gave no answer within 1 seconds",
    });
    expect(code).toBe(2);
  });

  it("a throttle that answers in the target's place", async () => {
    const { url } = await stage();
    const busy = await asStage(url, ({ url: path = "" }, response) => {
      if (!path.startsWith("/otp/verify")) return false;
      response.writeHead(429, { "retry-after": "5" }).end();
      return true;
    });
    const { code, stdout } = await runAttack([busy, ...TESTED, "--only", "race-wrong-codes,cookie-flags"]);
    expect(verdicts(stdout)["race-wrong-codes"]).toBe(
      "only 0 of 40 answers were about the code: no race happened",
    );
    expect(code).toBe(2);
  });

  it("a service that is out of order", async () => {
    const broken = new Set(["/otp/request", "/otp/verify", "/otp/session", "/otp/not-me"]);
    const { url } = await stage();
    const down = await asStage(url, ({ url: path = "" }, response) => {
      if (!broken.has(path.split("?")[0] ?? "")) return false;
      response.writeHead(503).end();
      return true;
    });
    const { code, stdout } = await runAttack([
      ...[down, ...TESTED, "--only", `${CASES},page-headers,odd-bodies,forged-access-tokens`],
    ]);
    expect(Object.values(verdicts(stdout))).not.toContain("broken");
    expect(stdout).toContain("\n0 held, 0 broken, 9 skipped\n");
    expect(code).toBe(2);
  });

  it("a clock that differs, which is told", async () => {
    const { url } = await stage();
    const ahead = await asStage(url, (_, response) => {
      response.setHeader("date", new Date(Date.now() + 3_600_000).toUTCString());
      return false;
    });
    const { stdout } = await runAttack([ahead, ...TESTED, "--only", "forged-access-tokens"]);
    expect(stdout).toMatch(/^The target's clock is \d+ seconds ahead of this machine's\./);
    expect(verdicts(stdout)).toEqual({ "forged-access-tokens": "held" });
  });

  it("a budget that is used up", async () => {
    const { url } = await stage();
    const { stdout } = await runAttack([
      ...[await asStage(url), ...TESTED, "--requests", "30", "--messages", "1"],
      ...["--only", "race-wrong-codes,race-right-code"],
    ]);
    expect(verdicts(stdout)).toEqual({
      "race-wrong-codes": "the run has asked as much as it may (--requests)",
      "race-right-code": "it may cost 1 messages, and 0 are left to this run (--messages)",
    });
  });
});
