import { attackCase, tally } from "../../case.ts";
import { HTML } from "../../cases/pages.ts";
import { isRefusal, settled } from "../../sign-in.ts";

const ADDRESSES = ["/otp/request", "/otp/verify", "/otp/session", "/otp/logout", "/otp/status"];

/** What reaches the service in forms that no client sends. */
export const gatewayCases = [
  attackCase({
    name: "odd-bodies",
    proves: "what is too large, of another type, or no JSON at all is refused, and breaks nothing",
    needs: ["latchkey"],
    cost: { requests: 30, messages: 0 },
    async run({ target }) {
      const client = target.client();
      const post = (body: string, type = "application/json") =>
        client.ask("/otp/request", { method: "POST", body, headers: { "content-type": type } });
      const answers = await Promise.all([
        post("x".repeat(20_000)),
        post("{"),
        post("[]"),
        post("null"),
        post(`${"[".repeat(8000)}${"]".repeat(8000)}`),
        post('{"recipient":{"a":1}}'),
        post('{"recipient":["a@example.com"]}'),
        post('{"recipient":"\\u0000@example.com"}'),
        post('{"recipient":"a@example.com\\r\\nbcc: b@example.com"}'),
        post('{"recipient":"a@example.com, b@example.com"}'),
        post('{"recipient":"\\ud800@example.com"}'),
        post('{"__proto__":{"admin":true}}'),
        post("recipient=a", "text/plain"),
        post("<a/>", "application/xml"),
        post("{}", "application/json; charset=utf-7"),
        post("a=1&".repeat(3000), "application/x-www-form-urlencoded"),
      ]);
      return {
        held: settled(answers).every(isRefusal),
        did: `${answers.length} bodies that no client sends`,
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  }),
  attackCase({
    name: "odd-methods",
    proves: "a method that an address does not have is refused there",
    needs: ["latchkey"],
    cost: { requests: 40, messages: 0 },
    async run({ target }) {
      const client = target.client();
      const answers = await Promise.all(
        ADDRESSES.flatMap((path) =>
          ["PUT", "DELETE", "PATCH", "PROPFIND", "HEAD"].map((method) => client.ask(path, { method })),
        ),
      );
      return {
        held: settled(answers).every(isRefusal),
        did: `${answers.length} requests by methods that are not there`,
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  }),
  attackCase({
    name: "odd-paths",
    proves: "another spelling of an address reaches nothing that its own would not, and breaks nothing",
    needs: ["latchkey"],
    cost: { requests: 40, messages: 0 },
    async run({ target }) {
      const client = target.client();
      const paths = [
        ...["/otp/%72equest%00", "/otp/%2e%2e/admin", "/otp/..%2fadmin", "/otp/..;/admin", "/otp//request"],
        ...["/OTP/request", "/otp/request%0d%0ax:y", "/otp/%c0%ae%c0%ae/admin", "/otp/%", "/otp/%zz"],
        ...[
          "/%2fattacker.example",
          "/otp/link/../../admin",
          "/admin%2f",
          "/admin/%2e%2e",
          "/.env",
          "/.git/config",
        ],
        ...[`/otp/${"a".repeat(2000)}`, "/_local/inbox%00", "/otp/request?locale=%0d%0aset-cookie:%20a=b"],
      ];
      const answers = await Promise.all(paths.map((path) => client.ask(path, { headers: HTML })));
      const bad = settled(answers).filter(
        ({ status, headers }) =>
          status >= 500 ||
          headers.getSetCookie().join().includes("a=b") ||
          headers.has("x") ||
          (headers.get("location") ?? "").includes("attacker.example"),
      );
      return {
        held: bad.length === 0,
        did: `${paths.length} spellings of addresses`,
        cameBack: `${tally(answers.map(({ status }) => status))}; ${bad.length} of them broke something`,
      };
    },
  }),
  attackCase({
    name: "answers-are-not-kept",
    proves: "no answer about a person may be kept by a cache, and none names its type wrongly",
    needs: ["latchkey"],
    cost: { requests: 20, messages: 0 },
    async run({ target }) {
      const client = target.client();
      const answers = [
        await client.json("/otp/verify", { challengeId: "x", code: "123456" }),
        await client.json("/otp/status", { challengeId: "x" }),
        await client.ask("/otp/session"),
        await client.ask("/otp/nothing"),
        await client.ask("/otp/userinfo"),
      ];
      const bad = settled(answers).filter(
        ({ headers }) =>
          !(headers.get("cache-control") ?? "").includes("no-store") ||
          headers.get("x-content-type-options") !== "nosniff",
      );
      return {
        held: bad.length === 0,
        did: `the headers of ${answers.length} answers`,
        cameBack: bad.length === 0 ? "nothing is missing" : `${bad.length} lack no-store or nosniff`,
      };
    },
  }),
];
