import { beforeAll, describe, expect, it } from "@jest/globals";
import type { RecipientKey } from "../../../functions/domain/recipient.ts";
import { logOut } from "../../../functions/flows/log-out.ts";
import type { Storage } from "../../../functions/storage/port.ts";
import { itemsOf, signedIn, statusesOf } from "../../support/blocked.ts";
import { aChallenge } from "../../support/challenge.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";

/** More than may be written at once; what the stream does for each of them is done before the service closes. */
const OTHERS = 64;
const AT_ONCE = 50;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

/** Someone with many sessions, and pending challenges among them. @returns the session token of one */
async function withManySessions(recipient: string): Promise<string> {
  const { authorization } = await signedIn(service, recipient);
  const [item] = await itemsOf(service, recipient);
  const recipientKey = String(item?.pk).replace("recipient#", "") as RecipientKey;
  const session = { status: "approved", approvedAt: START, sessionEndsAt: START + 3600 } as const;
  for (let count = 0; count < OTHERS; count++)
    await service.services.storage.challenges.open(
      aChallenge({ recipientKey, ledgerKey: recipientKey, ...(count % 4 > 0 && session) }),
    );
  return authorization.replace("Bearer ", "");
}

/** Signs out everywhere. @param failing the number of a write that fails */
async function signOut(credential: string, failing?: number) {
  const { storage } = service.services;
  const { challenges } = storage;
  let running = 0;
  let most = 0;
  let begun = 0;
  const counted =
    <A extends readonly unknown[], R>(write: (...of: A) => Promise<R>) =>
    async (...of: A): Promise<R> => {
      most = Math.max(most, ++running);
      try {
        if (++begun === failing) throw new Error("no table");
        return await write(...of);
      } finally {
        running -= 1;
      }
    };
  const watched: Storage = {
    ...storage,
    challenges: {
      ...challenges,
      end: counted(challenges.end),
      cancel: counted(challenges.cancel),
    },
  };
  const outcome = await logOut({ ...service.services, storage: watched }, { credential, all: true }).then(
    () => "done",
    (error: unknown) => String(error),
  );
  return { outcome, most, begun };
}

describe("a sign-out everywhere of someone with many sessions", () => {
  it("has at most fifty writes under way, and ends all of them", async () => {
    const credential = await withManySessions("many@example.com");
    expect(await signOut(credential)).toEqual({ outcome: "done", most: AT_ONCE, begun: OTHERS });
    const statuses = await statusesOf(service, "many@example.com", "challenge#");
    expect(statuses.filter((status) => status === "canceled")).toHaveLength(OTHERS / 4);
    expect(statuses.filter((status) => status === "ended")).toHaveLength((OTHERS * 3) / 4 + 1);
    await service.settled();
  });

  it("ends all others where one write fails, and can be repeated by the session that it leaves", async () => {
    const credential = await withManySessions("repeated@example.com");
    const failed = await signOut(credential, 40);
    expect(failed).toMatchObject({ outcome: "Error: no table", begun: OTHERS });
    const open = (statuses: readonly unknown[]) =>
      statuses.filter((status) => status === "approved" || status === "pending");
    expect(open(await statusesOf(service, "repeated@example.com", "challenge#"))).toHaveLength(2);
    expect(await signOut(credential)).toMatchObject({ outcome: "done", begun: 1 });
    expect(open(await statusesOf(service, "repeated@example.com", "challenge#"))).toEqual([]);
    await service.settled();
  });
});
