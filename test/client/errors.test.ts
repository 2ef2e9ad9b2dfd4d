import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PROBLEMS, type ProblemType, readError } from "../../client/src/errors.ts";
import { problem, type ProblemName, problemReply } from "../../functions/http/problem.ts";

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

// Does not compile once the service names a problem that the client does not know, or the other way round.
const same: Same<ProblemName, ProblemType> = true;

const names = Object.keys(PROBLEMS) as ProblemType[];

const documented = [
  ...readFileSync(join(import.meta.dirname, "../../docs/api.md"), "utf8").matchAll(
    /^\| `([a-z-]+)` +\| (\d{3}) /gm,
  ),
].map(([, name = "", status]) => [name, Number(status)] as const);

describe("the client's problems", () => {
  it("are the service's", () => {
    expect(same).toBe(true);
    expect(PROBLEMS).toEqual(Object.fromEntries(documented));
  });

  it.each(names)("are read as the service writes them: %s", (name) => {
    const { status, body = "", headers } = problemReply(problem(name, "Because."));
    const error = readError(status, new Headers(headers), JSON.parse(body));
    expect(error).toMatchObject({ type: name, status: PROBLEMS[name], detail: "Because." });
  });
});

describe("an answer that is no problem of this version", () => {
  it.each([
    ["a gateway's page", 502, undefined, {}],
    ["a newer problem", 418, { type: "urn:latchkey:problem:teapot", detail: "Tea." }, { detail: "Tea." }],
    ["a name of every object", 400, { type: "urn:latchkey:problem:constructor" }, {}],
    ["a problem of another service", 400, { type: "https://example.com/incorrect-code" }, {}],
    ["text in place of an object", 400, "incorrect-code", {}],
  ])("is unexpected: %s", (_, status, body, more) => {
    expect(readError(status, new Headers(), body)).toMatchObject({ type: "unexpected", status, ...more });
  });

  it("is a limit of unknown kind when the gateway's own throttle refuses", () => {
    const body = { type: "urn:latchkey:problem:rate-limited", detail: "Slowly." };
    expect(readError(429, new Headers({ "retry-after": "7" }), body)).toMatchObject({ retryAfter: 7 });
    expect(readError(429, new Headers(), body)).toMatchObject({ retryAfter: 5 });
  });
});
