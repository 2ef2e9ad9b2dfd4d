import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { routes } from "../../../functions/routes.ts";
import { authorizeAddress, CLIENTS, pkce } from "../../support/app.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";

const READS = ["GetItem", "Query"];
const ADDRESSES = [
  ...new Set(
    routes.filter(({ method }) => method === "GET").map(({ path }) => path.replace(/\{(\w+)\}$/, "$1")),
  ),
];
const PAGES = ADDRESSES.filter((path) =>
  /^\/admin|session|logout|request|verify|resend|not-me|authorize|link|passkeys|keep-factors|factor$|totp|account$|push$/.test(
    path,
  ),
);
const SCRIPT = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };
const WINDOW = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" };

describe("a GET", () => {
  let service: ProxiedService;
  let cookie: string;

  beforeAll(async () => {
    const on = {
      account: "on",
      secondFactor: "optional",
      factors: { passkeys: "on", push: { contact: "mailto:ops@example.com" } },
    };
    service = await startProxiedService({ ...CLIENTS, ...on }, false);
    const { body } = await service.post("/otp/request", { recipient: "anna@example.com" });
    const challengeId = String(body.challengeId);
    const code = await passcodeOf(service.services, challengeId);
    const { headers } = await service.post("/otp/verify", { challengeId, code });
    cookie = (headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  });
  beforeEach(() => service.proxy.reset());
  afterAll(() => service.close());

  const get = (path: string, headers: Record<string, string>) =>
    service.get(path === "/otp/authorize" ? authorizeAddress(pkce().challenge) : `${path}?locale=de`, {
      accept: "text/html",
      cookie,
      ...headers,
    });
  const written = () => service.proxy.calls.filter((call) => !READS.includes(call));

  it.each(PAGES)("that prefetches %s starts its function, and is answered with nothing", async (path) => {
    const answer = await get(path, { "sec-purpose": "prefetch" });
    expect([answer.status, answer.text, answer.headers.get("set-cookie")]).toEqual([204, "", null]);
    expect(service.proxy.calls).toEqual([]);
  });

  it.each(ADDRESSES)("of a script sets nothing and writes nothing at %s", async (path) => {
    const answer = await get(path, SCRIPT);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(written()).toEqual([]);
  });

  it.each(ADDRESSES.filter((path) => !PAGES.includes(path)))(
    "that prefetches %s is answered as ever: caches keep it for others",
    async (path) => {
      const [prefetched, asked] = [await get(path, { "sec-purpose": "prefetch" }), await get(path, {})];
      expect([prefetched.status, prefetched.text]).toEqual([asked.status, asked.text]);
    },
  );

  it("of a script is shown the page all the same", async () => {
    const answer = await get("/otp/request", SCRIPT);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  });

  it("gives an app a code where a browser goes on to it, and nowhere else", async () => {
    const fetched = await get("/otp/authorize", SCRIPT);
    expect([fetched.status, fetched.headers.get("location")]).toEqual([204, null]);
    const opened = await get("/otp/authorize", WINDOW);
    expect(opened.headers.get("location")).toContain("code=");
  });

  it("of any address writes nothing to the table, but for the code that an app is given", async () => {
    const writers: string[] = [];
    for (const path of ADDRESSES) {
      service.proxy.reset();
      await get(path, WINDOW);
      if (written().length > 0) writers.push(path);
    }
    expect(writers).toEqual(["/otp/authorize"]);
  });
});
