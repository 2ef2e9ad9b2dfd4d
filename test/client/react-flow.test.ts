import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFlow, type Flow } from "../../client/src/react/flow.ts";

const CHALLENGE = {
  challengeId: "id",
  channel: "email",
  recipient: "a***@example.com",
  codeFormat: "digits",
  codeLength: 6,
  expiresAt: "2026-11-27T10:00:00.000Z",
  expiresIn: 300,
  resendIn: 30,
  attemptsLeft: 5,
};
const APPROVAL = { status: "approved", token: "t", tokenType: "Bearer", expiresIn: 900, subject: "s" };
const NO_SESSION = { type: "urn:latchkey:problem:no-session", title: "", status: 401, detail: "" };
const KEPT = "latchkey-session:https://otp.example";

/** What a tab keeps, which Node has not. */
const tab = new Map<string, string>();
/** Each path that was called, and what lets its answer come. */
let calls: { readonly path: string; answer(status: number, body: object): void }[];
let flow: Flow;
const ends: (() => void)[] = [];

const connect = () => {
  const end = flow.connect();
  ends.push(end);
  return end;
};
const called = (path: string) => calls.filter((one) => one.path === path);
/** Promises of calls go on a few turns after their answers. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  calls = [];
  tab.clear();
  Object.assign(globalThis, {
    sessionStorage: {
      getItem: (key: string) => tab.get(key) ?? null,
      setItem: (key: string, value: string) => void tab.set(key, value),
      removeItem: (key: string) => void tab.delete(key),
    },
  });
  const fetch = (url: string | URL | Request) =>
    new Promise<Response>((resolve) => {
      const { pathname } = new URL(url instanceof Request ? url.url : url);
      const answer = (status: number, body: object) => {
        const type = status < 400 ? "application/json" : "application/problem+json";
        resolve(new Response(JSON.stringify(body), { status, headers: { "content-type": type } }));
      };
      calls.push({ path: pathname, answer });
    });
  flow = createFlow({ baseUrl: "https://otp.example", keepSession: true, fetch });
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await settled();
});

describe("a sign-in that is shown again", () => {
  it("makes the call of an effect that ran before it went on, and takes its answer", async () => {
    connect()();
    await settled();
    const done = flow.request({ recipient: "anna@example.com" });
    connect();
    expect(flow.snapshot()).toMatchObject({ step: "address", busy: true });
    called("/otp/request")[0]?.answer(202, CHALLENGE);
    await done;
    expect(flow.snapshot()).toMatchObject({ step: "code", busy: false });
    expect(called("/otp/request")).toHaveLength(1);
    const checked = flow.verify("123456");
    called("/otp/verify")[0]?.answer(200, APPROVAL);
    await checked;
    expect(flow.snapshot()).toMatchObject({ step: "signed-in" });
  });
});

describe("a code that is sent again", () => {
  it("still shows how its number was read, which only the request's answer says", async () => {
    connect();
    const read = { readAs: "+52 55 1234 5678", country: "MX" };
    const done = flow.request({ recipient: "+525512345678" });
    called("/otp/request")[0]?.answer(202, { ...CHALLENGE, ...read });
    await done;
    const again = flow.resend();
    called("/otp/resend")[0]?.answer(202, { ...CHALLENGE, attemptsLeft: 4 });
    await again;
    expect(flow.snapshot()).toMatchObject({ step: "code", challenge: { ...read, attemptsLeft: 4 } });
  });
});

describe("a sign-in whose kept session is over", () => {
  it("loses no code that was asked for meanwhile", async () => {
    tab.set(KEPT, "kept");
    connect();
    expect(flow.snapshot()).toMatchObject({ step: "resuming" });
    const done = flow.request({ recipient: "anna@example.com" });
    called("/otp/session")[0]?.answer(401, NO_SESSION);
    await settled();
    expect(flow.snapshot()).toMatchObject({ step: "address", busy: true });
    called("/otp/request")[0]?.answer(202, CHALLENGE);
    await done;
    expect(flow.snapshot()).toMatchObject({ step: "code", challenge: { challengeId: "id" } });
    expect(tab.has(KEPT)).toBe(false);
  });
});

describe("a code after which a second step is asked for", () => {
  const required = {
    ...{ status: "factor-required", challengeId: "id", factorToken: "f", factors: ["totp"] },
    ...{ attemptsLeft: 5, expiresIn: 300 },
  };

  it("signs nobody in, and keeps nothing, until what completed it is handed over", async () => {
    connect();
    const done = flow.request({ recipient: "anna@example.com" });
    called("/otp/request")[0]?.answer(202, CHALLENGE);
    await done;
    const checked = flow.verify("123456");
    called("/otp/verify")[0]?.answer(200, required);
    await checked;
    expect(flow.snapshot()).toEqual({
      ...{ step: "second-step", required, busy: false, problem: undefined },
      expiresAt: expect.any(Number),
    });
    expect([...tab.keys()]).toEqual([]);
    flow.complete({ ...APPROVAL, sessionToken: "raised" } as never);
    expect(flow.snapshot()).toMatchObject({ step: "signed-in", approval: { token: "t" } });
    expect(tab.get(KEPT)).toBe("raised");
  });
});

describe("a second step", () => {
  const required = {
    ...{ status: "factor-required", challengeId: "id", factorToken: "f", attemptsLeft: 5, expiresIn: 300 },
    factors: ["totp", "backup-code"],
  };
  const refusal = (type: string, status: number, more: object = {}) =>
    [status, { type: `urn:latchkey:problem:${type}`, title: "", status, detail: "", ...more }] as const;

  async function toSecondStep() {
    connect();
    const done = flow.request({ recipient: "anna@example.com" });
    called("/otp/request")[0]?.answer(202, CHALLENGE);
    await done;
    const checked = flow.verify("123456");
    called("/otp/verify")[0]?.answer(200, required);
    await checked;
  }

  /** Proves a factor, once the client of factors is loaded, and is answered. */
  async function prove(status: number, body: object, factor: "totp" | "backup-code" = "totp") {
    const before = called("/otp/factor").length;
    const done = flow.prove(factor, "111 111");
    while (called("/otp/factor").length === before) await settled();
    called("/otp/factor")[before]?.answer(status, body);
    await done;
  }

  it("is taken again after a wrong code, and signs in by the right one", async () => {
    await toSecondStep();
    await prove(...refusal("incorrect-code", 401, { attemptsLeft: 4 }));
    expect(flow.snapshot()).toMatchObject({ step: "second-step", problem: { attemptsLeft: 4 }, busy: false });
    await prove(200, { ...APPROVAL, sessionToken: "new" });
    expect(flow.snapshot()).toMatchObject({ step: "signed-in", approval: { token: "t" } });
    expect(tab.get(KEPT)).toBe("new");
  });

  it("goes on with what still works, once codes of authenticators are refused", async () => {
    await toSecondStep();
    await prove(...refusal("too-many-attempts", 403, { factors: ["backup-code"] }));
    expect(flow.snapshot()).toMatchObject({ step: "second-step", required: { factors: ["backup-code"] } });
  });

  it.each([
    refusal("incorrect-code", 401, { attemptsLeft: 0 }),
    refusal("too-many-attempts", 403, { factors: [] }),
    refusal("too-many-attempts", 403),
    refusal("challenge-expired", 410),
    refusal("challenge-canceled", 410),
  ])("asks for an address again once it is over: %d %j", async (status, body) => {
    await toSecondStep();
    await prove(status, body);
    expect(flow.snapshot()).toMatchObject({ step: "address", problem: { status } });
  });

  it("says that there are no passkeys, where the browser has none, and goes on", async () => {
    await toSecondStep();
    await flow.byPasskey();
    expect(flow.snapshot()).toMatchObject({ step: "second-step", problem: { type: "passkey-unavailable" } });
  });

  it("proves nothing before its time", async () => {
    connect();
    await flow.prove("totp", "111111");
    expect(calls).toEqual([]);
  });
});

describe("a code that confirms something else", () => {
  it("leaves the kept session as it is", async () => {
    connect();
    tab.set(KEPT, "kept");
    const done = flow.request({ recipient: "anna@example.com", purpose: "change-address" });
    called("/otp/request")[0]?.answer(202, CHALLENGE);
    await done;
    const checked = flow.verify("123456");
    called("/otp/verify")[0]?.answer(200, APPROVAL);
    await checked;
    expect([flow.snapshot().step, tab.get(KEPT)]).toEqual(["signed-in", "kept"]);
  });
});
