import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { eventually } from "../../support/eventually.ts";
import { postJson, readInbox, type Running, startLocalProcess } from "../../support/local-process.ts";
import { seeded } from "../../support/seeded.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const CHALLENGES = 200;
/** Asked for at the same time before each kill. */
const ROUND = 40;
const SEED = 4;

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function start(): Promise<Running> {
  const settings = join(folder, "settings.json");
  const limits = { originPerHour: 10_000, originPerRecipientPerDay: 10 };
  writeFileSync(settings, JSON.stringify({ limits, passcode: { ttlSeconds: 600 } }));
  return startLocalProcess({ LATCHKEY_DATA: join(folder, "data"), LATCHKEY_SETTINGS: settings });
}

/** Every third one is a number, whose provider refuses everything as long as the first process lives. */
const recipientOf = (serial: number) =>
  serial % 3 === 0 ? `+1415555${String(1000 + serial)}` : `customer${serial}@example.com`;

/** Who has been sent something, as the killed process left it on the disk. */
function sentSoFar(): string {
  const file = join(folder, "data", "inbox.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

async function statesOf(url: string, challenges: ReadonlyMap<string, string>): Promise<string[]> {
  const answers = [...challenges.values()].map((challengeId) =>
    postJson(`${url}/otp/status`, { challengeId }),
  );
  return (await Promise.all(answers)).map(({ body }) => (body.delivery as { state: string }).state);
}

describe("a deliverer that is killed at random moments", () => {
  it("delivers or fails every challenge in the end, and every message says the code that verifies", async () => {
    const random = seeded(SEED);
    const accepted = new Map<string, string>();
    let serial = 0;
    let interrupted = 0;
    let kills = 0;
    while (accepted.size < CHALLENGES) {
      const { url, kill } = await start();
      if (kills === 0) await postJson(`${url}/_local/outage`, { channel: "sms", mode: "permanent" });
      const requests = Array.from({ length: ROUND }, async () => {
        const recipient = recipientOf(++serial);
        const { status, body } = await postJson(`${url}/otp/request`, { recipient });
        if (status === 202) accepted.set(recipient, String(body.challengeId));
      });
      // The first answers and the last ones, what waits in the stream, in the queue and at the provider: all of it is hit.
      const enough = kills % 2 === 0 ? Promise.all(requests.slice(0, 20)) : Promise.all(requests);
      await enough.then(() => pause(random() * 40));
      // The provider's refusal has been heard at least once before its process goes.
      if (kills === 0)
        await eventually(
          () => statesOf(url, accepted),
          (states) => states.includes("failed"),
        );
      await kill();
      await Promise.allSettled(requests);
      kills += 1;
      const sent = sentSoFar();
      interrupted += [...accepted.keys()].filter((recipient) => !sent.includes(recipient)).length;
    }
    expect(interrupted).toBeGreaterThan(0);

    const { url } = await start();
    // A deliverer that was killed leaves a lease of half a minute.
    await postJson(`${url}/_local/clock`, { advanceSeconds: 31 });
    const states = new Map<string, string>();
    await eventually(
      async () => {
        for (const [recipient, challengeId] of accepted) {
          if (["sent", "failed"].includes(states.get(recipient) ?? "")) continue;
          const { body } = await postJson(`${url}/otp/status`, { challengeId });
          states.set(recipient, (body.delivery as { state: string }).state);
        }
        return [...states.values()];
      },
      (found) => found.every((state) => state === "sent" || state === "failed"),
    );
    expect([...states.values()].filter((state) => state !== "sent" && state !== "failed")).toEqual([]);
    expect([...states.values()]).toContain("failed");

    const messages = await readInbox(url);
    for (const [recipient, challengeId] of accepted) {
      const texts = messages.filter((message) => message.recipient === recipient);
      const codes = new Set(texts.map(({ text }) => text.slice(0, 6)));
      expect([recipient, codes.size]).toEqual([recipient, states.get(recipient) === "sent" ? 1 : 0]);
      if (codes.size === 0) continue;
      const [code] = codes;
      const verified = await postJson(`${url}/otp/verify`, { challengeId, code });
      expect([recipient, verified.status]).toEqual([recipient, 200]);
    }
    expect(kills).toBeGreaterThanOrEqual(5);
  }, 120_000);
});
