import { expect, expectProblem, expectStatus, need, type SmokeCase, type Walk } from "../case.ts";
import { cookieName } from "../target.ts";

const missing = "the session that was not opened";
const cookieOf = ({ learned }: Walk) => need(learned.sessionCookie, missing);
const bearerOf = ({ learned }: Walk) => ({
  authorization: `Bearer ${need(learned.sessionToken, missing)}`,
});

/** A session until it is over. */
export const sessionCases: readonly SmokeCase[] = [
  {
    checks: "the session is read by its cookie",
    async run(walk) {
      const answer = await walk.http.ask("/otp/session", { headers: { cookie: cookieOf(walk) } });
      expectStatus(answer, 200);
    },
  },
  {
    checks: "the session is found when cookies come in several lines, wherever it stands",
    settles: ["cookie-lines"],
    async run(walk) {
      const own = cookieOf(walk);
      for (const cookieLines of [
        [own, "first=1", "second=2"],
        ["first=1", own, "second=2"],
        ["first=1", "second=2", own],
      ]) {
        const answer = await walk.http.ask("/otp/session", { cookieLines });
        expect(
          answer.status === 200,
          `line ${cookieLines.indexOf(own) + 1} of 3 was answered ${answer.status}`,
        );
      }
    },
  },
  {
    checks: "the session is read by a Bearer token too",
    settles: ["authorization-header"],
    async run(walk) {
      expectStatus(await walk.http.ask("/otp/session", { headers: bearerOf(walk) }), 200);
      const accessToken = need(walk.learned.accessToken, missing);
      const byAccess = { authorization: `Bearer ${accessToken}` };
      // A token of the owner's own API tells who it is, to whom it was given.
      expectStatus(await walk.http.ask("/otp/userinfo", { headers: byAccess }), 200);
    },
  },
  {
    checks: "without a session there is none, and a made-up one is none",
    async run({ http, target }) {
      expectProblem(await http.ask("/otp/session"), 401, "no-session");
      const cookie = `${cookieName(target, "session")}=made-up`;
      expectProblem(await http.ask("/otp/session", { headers: { cookie } }), 401, "no-session");
      expectProblem(await http.ask("/otp/logout"), 401, "no-session");
    },
  },
  {
    checks: "a sign-out that another site asks for is refused",
    async run(walk) {
      for (const headers of [{}, { "sec-fetch-site": "cross-site" }, { origin: "https://example.org" }]) {
        const answer = await walk.http.post("/otp/logout", {}, { ...headers, cookie: cookieOf(walk) });
        expectProblem(answer, 403, "forbidden-origin");
      }
    },
  },
  {
    checks: "after the sign-out the session is over",
    async run(walk) {
      const headers = bearerOf(walk);
      expectStatus(await walk.http.post("/otp/logout", {}, headers), 204);
      expectProblem(await walk.http.ask("/otp/session", { headers }), 401, "no-session");
      const byCookie = await walk.http.ask("/otp/session", { headers: { cookie: cookieOf(walk) } });
      expectProblem(byCookie, 401, "no-session");
    },
  },
];
