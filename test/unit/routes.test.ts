import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { FUNCTIONS, functionsOf, routes } from "../../functions/routes.ts";
import { BESIDE_THE_SERVICE, DEPLOYED } from "../../lib/function-names.ts";

const ENTRIES = join(import.meta.dirname, "../../functions/entries");

describe("the functions of addresses", () => {
  it("are one for each address: its page and its form share one", () => {
    const byPath = Map.groupBy(routes, ({ path }) => path);
    const parted = [...byPath].filter(([, mine]) => new Set(mine.map((route) => route.function)).size > 1);
    expect(parted.map(([path]) => path)).toEqual([]);
  });

  it("have an entry point each, as all has that is deployed but what runs beside the service", () => {
    expect(Object.keys(FUNCTIONS).filter((name) => !DEPLOYED.includes(name))).toEqual([]);
    expect(readdirSync(ENTRIES).sort()).toEqual(
      DEPLOYED.filter((name) => !BESIDE_THE_SERVICE.includes(name))
        .map((name) => `${name}.ts`)
        .sort(),
    );
    for (const { handler } of routes)
      expect(existsSync(join(ENTRIES, "../handlers", `${handler}.ts`))).toBe(true);
  });

  it("need what their routes need together, and nothing else", () => {
    const verify = functionsOf(routes).find(({ handler }) => handler === "verify");
    expect(verify).toMatchObject({
      table: ["GetItem", "UpdateItem"],
      keys: ["recipient", "origin", "attacks"],
      secrets: ["passcode", "cookie", "form", "signing"],
      signs: true,
    });
    expect(verify?.routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /otp/verify",
      "POST /otp/status",
      "GET /otp/verify",
      "GET /otp/{link}",
    ]);
  });

  it("keep the key of all sessions from the page that asks for an address, and the recipients' from all others", () => {
    const readers = (secret: string) =>
      functionsOf(routes)
        .filter(({ secrets }) => (secrets as readonly string[]).includes(secret))
        .map(({ handler }) => handler);
    expect(readers("cookie")).toEqual([
      "verify",
      "session",
      "apps",
      "tokens",
      "factor",
      "user-account",
      "passkeys",
      "notifications",
      // For the cookie of the desk, under a label of its own.
      ...["desk-forget", "desk-act", "desk-read", "desk-sign-in"],
    ]);
    // A click's lane and subjects' partitions are named by it too.
    expect(readers("recipient")).toEqual([
      ...[
        "request",
        "resend",
        "not-me",
        "factor",
        "user-account",
        "passkeys",
        "notifications",
        "desk-forget",
        "desk-act",
        "desk-read",
        "desk-sign-in",
      ],
    ]);
    // Who tells browsers what to subscribe to; the deliverer has it beside its row.
    expect(readers("push")).toEqual(["notifications"]);
  });
});
