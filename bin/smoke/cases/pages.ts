import type { SmokeAnswer } from "../client.ts";
import { expect, expectStatus, type SmokeCase } from "../case.ts";
import { expectCookie } from "../cookie.ts";

const HTML = { accept: "text/html,application/xhtml+xml" };

/** What a browser is shown. */
export const pageCases: readonly SmokeCase[] = [
  {
    checks: "the sign-in page is there, with its policy and a cookie for its form",
    settles: ["cookie-flags"],
    async run({ http, target }) {
      const answer = await http.ask("/otp/request", { headers: HTML });
      expectPage(answer, 200);
      expectCookie(answer, target, "form");
    },
  },
  {
    checks: "the page for the code says that there is no challenge to a browser without one",
    async run({ http }) {
      for (const path of ["/otp/verify", "/otp/resend"])
        expectPage(await http.ask(path, { headers: HTML }), 404);
    },
  },
  {
    checks: "a link to cancel that was not made here opens a page, and cancels nothing",
    async run({ http }) {
      expectPage(await http.ask("/otp/not-me?t=made-up", { headers: HTML }), 404);
    },
  },
  {
    checks: "the page that an e-mail's link opens is there, however a mail program writes it",
    settles: ["path-parameter"],
    async run({ http }) {
      for (const path of ["/otp/link", "/otp/link%23made-up.K7QFM2XD9TRAW"])
        expectPage(await http.ask(path, { headers: HTML }), 200);
      expectPage(await http.ask("/otp/no-such-page", { headers: HTML }), 404);
    },
  },
  {
    checks: "the page to sign out is there for apps",
    async run({ http }) {
      expectPage(await http.ask("/otp/end-session", { headers: HTML }), 200);
      const posted = await http.ask("/otp/end-session", {
        method: "POST",
        body: "",
        headers: { ...HTML, "content-type": "application/x-www-form-urlencoded" },
      });
      expect([200, 303].includes(posted.status), `a form was answered ${posted.status}`);
    },
  },
  {
    checks: "the script of the pages is a script, and may be kept",
    async run({ http }) {
      const answer = await http.ask("/otp/script.js");
      expectStatus(answer, 200);
      const type = answer.headers.get("content-type") ?? "";
      expect(type.startsWith("text/javascript"), `its type is ${type}`);
    },
  },
];

/** @throws Failed unless it is a page under a strict policy that names no foreign source */
function expectPage(answer: SmokeAnswer, status: number): void {
  expectStatus(answer, status);
  expect((answer.headers.get("content-type") ?? "").startsWith("text/html"), "it is no page");
  const policy = answer.headers.get("content-security-policy") ?? "";
  expect(
    policy.includes("default-src 'none'") && policy.includes("frame-ancestors 'none'"),
    "its policy is lax",
  );
  expect(answer.headers.get("x-frame-options") === "DENY", "it may be framed");
  expect(answer.headers.get("strict-transport-security") !== null, "Strict-Transport-Security is missing");
  expect(answer.headers.get("cache-control") === "no-store", "it may be kept");
}
