import { describe, expect, it } from "@jest/globals";
import { Fault } from "../../functions/domain/errors.ts";
import { endGrants } from "../../functions/flows/end-grants.ts";
import type { GrantPage } from "../../functions/storage/port/grants.ts";
import type { EndedSession } from "../../functions/outbound/port.ts";
import { aGrant, USE } from "../support/grant.ts";
import { testSettings } from "../support/service.ts";
import { challengeWith, NOW } from "./builders.ts";

const session = challengeWith({ status: "ended", endedAt: NOW, endedFor: "everywhere" });

/** A table that gives these pages, and tells how many grants were being ended at the same time, and when pages were read. */
function tableOf(pages: readonly GrantPage[]) {
  let running = 0;
  const seen = { most: 0, ended: 0, endedBeforePage: [] as number[] };
  const grants = {
    async *listOpen() {
      for (const page of pages) {
        seen.endedBeforePage.push(seen.ended);
        yield await Promise.resolve(page);
      }
    },
    async end() {
      seen.most = Math.max(seen.most, ++running);
      await Promise.resolve();
      running--;
      seen.ended++;
      return true;
    },
    markTold: () => Promise.reject(new Error("no app is called here")),
  };
  const outbound = { order: () => Promise.reject(new Error("no app is called here")) };
  return { seen, deps: { storage: { grants }, clock: () => NOW, outbound, settings: { clients: [] } } };
}

const pageOf = (count: number, damaged: Fault[] = []): GrantPage => ({
  grants: Array.from({ length: count }, () => ({ ...aGrant({ authTime: NOW - 1 }), told: false })),
  damaged,
});

describe("an app with grants on several pages", () => {
  it("is told once of a session", async () => {
    const plain = challengeWith({ status: "ended", endedAt: NOW });
    const grants = ["openid", "openid offline_access", "openid"].map((scope) => ({
      ...aGrant({ sessionNonce: plain.nonce, recipientKey: plain.recipientKey, status: "given", scope }),
      told: false,
    }));
    const { deps } = tableOf(grants.map((grant) => ({ grants: [grant], damaged: [] })));
    const [orders, marked]: [EndedSession[], string[]] = [[], []];
    const { storage } = deps;
    const told = await endGrants(
      {
        ...deps,
        storage: {
          grants: { ...storage.grants, markTold: ({ id }) => Promise.resolve(void marked.push(id)) },
        },
        outbound: { order: (more) => Promise.resolve(void orders.push(...more)) },
        settings: testSettings({
          clients: [
            {
              id: USE.clientId,
              name: "The App",
              redirectUris: [USE.redirectUri],
              backchannelLogoutUri: "https://app.example/out",
            },
          ],
        }),
      },
      plain,
    );
    expect([told, orders.length, marked]).toEqual([{ count: 2, told: 1 }, 1, [grants[1]?.id]]);
  });
});

describe("a session with thousands of grants", () => {
  it("ends them page by page, and few at the same time", async () => {
    const { seen, deps } = tableOf([pageOf(1000), pageOf(0), pageOf(30)]);
    expect(await endGrants(deps, session)).toEqual({ count: 1030, told: 0 });
    expect(seen).toEqual({ most: 25, ended: 1030, endedBeforePage: [0, 1000, 1000] });
  });

  it("ends all that can be read before it tells of one that cannot", async () => {
    const fault = new Fault("damaged-item", "A grant is damaged.");
    const { seen, deps } = tableOf([pageOf(3, [fault]), pageOf(3)]);
    await expect(endGrants(deps, session)).rejects.toBe(fault);
    expect(seen.ended).toBe(6);
  });
});
