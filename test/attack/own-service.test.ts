import { describe, expect, it } from "@jest/globals";
import { namedAddresses } from "../../attack/addresses.ts";
import { attackCases } from "../../attack/cases.ts";
import { Budget } from "../../attack/client.ts";
import { localTarget } from "../../attack/latchkey/local.ts";
import { strangersBeside } from "../../attack/latchkey/people.ts";
import { readOptions } from "../../attack/options.ts";
import { chosen, planned } from "../../attack/plan.ts";
import { prepare } from "../../attack/prepare.ts";
import { runAttacks } from "../../attack/run.ts";
import { startTestService } from "../support/service.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { asStage } from "./running.ts";

/** What the program would do: what it says, as `--plan` prints it, or why it does nothing. */
async function plan(...args: readonly string[]): Promise<string> {
  const options = readOptions(args, {});
  const bounds = { budget: new Budget(50), answerSeconds: 5, signal: AbortSignal.timeout(10_000) };
  const prepared = await prepare(options, bounds);
  if (typeof prepared === "string") return prepared;
  // One needs a clock that can be moved, one leaves something behind, one is about strangers, and one about SMS.
  const cases = chosen(prepared.cases, ["code-life", "guesses-a-month", "who-is-a-customer", "sms-codes"]);
  const mayLeave = options.yes || prepared.isPassing;
  return planned({ ...prepared, cases, messages: 100, mayLeave }).join("\n");
}

describe("the local service", () => {
  it("whose data is kept is moved on and left something behind after a yes alone", async () => {
    const { url } = await startTestService({}, { dataFolder: temporaryFolder() });
    expect(await plan(url)).toMatch(/: 1 of 4 cases, at most 100 requests/);
    expect(await plan(url, "--yes")).toMatch(/: 3 of 4 cases/);
  });

  it("that keeps nothing needs no yes", async () => {
    const { url } = await startTestService();
    expect(await plan(url)).toMatch(/: 3 of 4 cases/);
  });

  it("whose e-mail leaves the inbox is sent nothing at addresses that are made up", async () => {
    const { url, get } = await startTestService({ channels: { email: { providers: ["console"] } } });
    expect(await plan(url)).toMatch(/^No code could be read: name test/);
    const { body } = await get("/_local/health");
    expect(body).toEqual({ status: "ready", keepsData: false, inbox: ["sms"], registration: "open" });
  });
});

describe("a service that sends codes to customers alone", () => {
  const attackToken = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";
  const stage = async (registration: string, ...args: readonly string[]) => {
    const { url } = await startTestService({ attackToken, registration });
    return plan(await asStage(url), "--token", attackToken, ...args);
  };

  it("and keeps what is written is given customers after a yes alone", async () => {
    const registered = { registration: "registered" };
    const { url } = await startTestService(registered, { dataFolder: temporaryFolder() });
    expect(await plan(url)).toMatch(
      /^The service sends codes to customers alone, .* --yes\. Nothing was attacked\.$/,
    );
    expect(await plan(url, "--yes")).toMatch(/: 4 of 4 cases/);
  });

  it("has the users of an attack on this machine registered before, and strangers beside them", async () => {
    const { url } = await startTestService({ registration: "registered" });
    const bounds = { budget: new Budget(50), answerSeconds: 5, signal: AbortSignal.timeout(10_000) };
    const prepared = await prepare(readOptions([url], {}), bounds);
    if (typeof prepared === "string") throw new Error(prepared);
    const { target, addresses } = prepared;
    for (const one of [await addresses.next(), (await target.capabilities.numbers?.()) ?? ""]) {
      const beginning = await target.begin(target.client(), one);
      if (beginning.kind === "refused") throw new Error("the target refused");
      expect(await target.code(beginning.begun)).toMatch(/^\d{6}$/);
    }
    expect(await target.capabilities.strangers?.()).toMatch(/^attack-\w+-1@example\.com$/);
  });

  it("is asked about its strangers as a stage where it says so itself, of an owner's recipients", async () => {
    const recipient = ["--recipient", "qa@example.com=482913"];
    expect(await strangersBeside(["+491713920001=482913", ...recipient])?.next()).toMatch(
      /^attack-\w+-1@example\.com$/,
    );
    expect(await stage("registered", ...recipient)).toMatch(/: 1 of 4 cases/);
    expect(await stage("open", ...recipient)).toMatch(/: 0 of 4 cases/);
  });
});

describe("phone numbers", () => {
  it("are asked for SMS on a stage where its owner names one, and are no e-mail addresses", async () => {
    const url = await asStage((await startTestService()).url);
    const bounds = { budget: new Budget(50), answerSeconds: 5, signal: AbortSignal.timeout(10_000) };
    const named = ["--recipient", "+491713920001=482913", "--i-own-this"];
    expect(await plan(url, ...named)).toMatch(/: 1 of 4 cases, at most 100 requests and 1 messages/);
    const prepared = await prepare(readOptions([url, ...named], {}), bounds);
    if (typeof prepared === "string") throw new Error(prepared);
    expect(await prepared.target.capabilities.numbers?.()).toBe("+491713920001");
    await expect(prepared.addresses.next()).rejects.toThrow("name more of them");
  });

  it("are asked for on this machine only where SMS stay on it", async () => {
    const { url } = await startTestService({ channels: { sms: { providers: ["console"] } } });
    expect(await plan(url)).toMatch(/: 2 of 4 cases/);
  });
});

describe("what is on this machine and no local service", () => {
  it("wants a token or a word, since it may be a tunnel to another's", async () => {
    const token = "k3Jq_2wYb8RzV5nXc7Tt-4Lm9Ss6Pd1G";
    const url = await asStage((await startTestService({ attackToken: token })).url);
    const recipient = ["--recipient", "qa@example.com=482913"];
    expect(await plan(url, ...recipient)).toMatch(/^Say --i-own-this .* npm start serves\./);
    expect(await plan(url, ...recipient, "--token", `${token}x`)).toMatch(/^The target has another token/);
    expect(await plan(url, ...recipient, "--token", token)).toContain(
      "Up to 40 requests at once: users may be",
    );
    expect(await plan(url, ...recipient, "--i-own-this")).toMatch(/^Latchkey at/);
  });
});

describe("a run that has taken its minutes", () => {
  const signal = AbortSignal.abort();

  it("begins no further case", async () => {
    const bounds = { budget: new Budget(100), answerSeconds: 1, signal };
    const parts = { bounds, cases: attackCases, messages: 100, mayLeave: true, print: () => undefined };
    const { cases, requests } = await runAttacks({ ...localTarget("http://localhost:9", bounds), ...parts });
    expect(requests).toBe(0);
    expect(new Set(cases.filter(({ name }) => name === "code-life").map((one) => one.cameBack))).toEqual(
      new Set(["the run has taken as long as it may (--minutes)"]),
    );
    expect(cases.every(({ verdict }) => verdict === "skipped")).toBe(true);
  });

  it("waits for no recipient to be free again", async () => {
    const addresses = namedAddresses(["qa@example.com"], signal);
    await addresses.next();
    await expect(addresses.next()).rejects.toThrow("the run has taken as long as it may (--minutes)");
  });
});
