import { describe, expect, it } from "@jest/globals";
import { logOutApp } from "../../functions/oidc/log-out-app.ts";
import type { CallResult } from "../../functions/outbound/port.ts";
import { testSettings } from "../support/service.ts";
import { NOW } from "./builders.ts";

const URI = "https://app.example/signed-out";
const ENDED = { clientId: "app", sid: "s-1", subject: "subject-of-anna" };
const APP = { id: "app", name: "The App", redirectUris: ["https://app.example/callback"] };

/** Tells an app that answers so. @returns the outcome, and where it was called */
async function told(
  result: CallResult,
  clients: readonly object[] = [{ ...APP, backchannelLogoutUri: URI }],
) {
  const called: string[] = [];
  const outcome = await logOutApp(
    {
      settings: testSettings({ clients }),
      signer: { prepare: () => Promise.resolve(() => Promise.resolve("signed")) },
      postForm: (url) => {
        called.push(url);
        return Promise.resolve(result);
      },
      issuer: "https://id.example",
      clock: () => NOW,
      random: (bytes) => Buffer.alloc(bytes),
    },
    ENDED,
  );
  return { ...outcome, called };
}

describe("a call that tells an app of a session's end", () => {
  it.each([
    [200, "told"],
    [204, "told"],
    [299, "told"],
    [199, "refused"],
    [300, "refused"],
    [400, "refused"],
    [408, "again"],
    [429, "again"],
    [499, "refused"],
    [500, "again"],
    [599, "again"],
  ])("that is answered %d is %s", async (status, kind) => {
    expect(await told({ kind: "answered", status })).toMatchObject({ kind, called: [URI] });
  });

  it.each([
    ["timeout", "again"],
    ["unreachable", "again"],
    ["forbidden", "refused"],
  ] as const)("that fails by %s is %s", async (reason, kind) => {
    expect(await told({ kind: "failed", reason })).toMatchObject({ kind, reason });
  });

  it.each([
    ["the app", []],
    ["its address", [APP]],
  ])("is not made where the owner took %s out of the settings meanwhile", async (_, clients) => {
    expect(await told({ kind: "answered", status: 204 }, clients)).toEqual({ kind: "needless", called: [] });
  });
});
