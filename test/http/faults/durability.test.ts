import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { eventually } from "../../support/eventually.ts";
import { postJson as post, readInbox as inbox, startLocalProcess } from "../../support/local-process.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

/** The text as a word of its own, so that digits inside an id are no code. */
const bounded = (text: string) => new RegExp(`(?<![\\w-])${text.replaceAll(/[.+]/g, "\\$&")}(?![\\w-])`);

describe("a service that keeps its table, and is killed under load", () => {
  it("delivers every code that it accepted after the restart, and approves none twice", async () => {
    const settings = join(folder, "settings.json");
    writeFileSync(
      settings,
      JSON.stringify({ limits: { originPerHour: 10_000 }, passcode: { ttlSeconds: 600 } }),
    );
    const environment = { LATCHKEY_DATA: join(folder, "data"), LATCHKEY_SETTINGS: settings };
    let service = await startLocalProcess(environment);
    const outputs = [service.output];
    const printed = () => outputs.flat().join("\n");
    const accepted = new Map<string, string>();
    const approved = new Map<string, number>();
    const wasApproved = (challengeId: string) =>
      approved.set(challengeId, (approved.get(challengeId) ?? 0) + 1);
    let serial = 0;

    for (let round = 0; round < 2; round++) {
      const { url } = service;
      let killing: Promise<void> | undefined;
      const client = async () => {
        while (!killing) {
          const recipient = `customer${++serial}@example.com`;
          const answer = await post(`${url}/otp/request`, { recipient });
          if (answer.status !== 202) continue;
          accepted.set(recipient, String(answer.body.challengeId));
          if (accepted.size >= 40 * (round + 1)) killing ??= service.kill();
          const message = (await inbox(url)).find((entry) => entry.recipient === recipient);
          if (!message) continue;
          const challengeId = String(answer.body.challengeId);
          const verified = await post(`${url}/otp/verify`, { challengeId, code: message.text.slice(0, 6) });
          if (verified.status === 200) wasApproved(challengeId);
        }
      };
      // The connections break when the process dies: that is the point.
      await Promise.allSettled(Array.from({ length: 8 }, client));
      await killing;
      service = await startLocalProcess(environment);
      outputs.push(service.output);
    }

    // A deliverer that was killed leaves a lease of half a minute.
    await post(`${service.url}/_local/clock`, { advanceSeconds: 31 });
    const arrived = async () => new Set((await inbox(service.url)).map(({ recipient }) => recipient));
    const seen = await eventually(arrived, (recipients) =>
      [...accepted.keys()].every((recipient) => recipients.has(recipient)),
    );
    expect([...accepted.keys()].filter((recipient) => !seen.has(recipient))).toEqual([]);

    const messages = await inbox(service.url);
    const secrets: string[] = [];
    for (const [recipient, challengeId] of accepted) {
      const codes = new Set(
        messages.filter((entry) => entry.recipient === recipient).map(({ text }) => text.slice(0, 6)),
      );
      expect(codes.size).toBe(1);
      secrets.push(challengeId, recipient, ...codes);
      const [code] = codes;
      for (let i = 0; i < 2; i++) {
        if ((await post(`${service.url}/otp/verify`, { challengeId, code })).status === 200)
          wasApproved(challengeId);
      }
    }
    expect(accepted.size).toBeGreaterThanOrEqual(80);
    expect([...approved.values()].filter((times) => times !== 1)).toEqual([]);
    // Every code has been typed by now, so whatever would print one has had its chance.
    expect(printed()).toContain("verify-code");
    for (const secret of secrets) expect(printed()).not.toMatch(bounded(secret));
    expect(printed()).not.toMatch(/customer\d+@/);
  }, 90_000);
});

describe("a service with a wrong configuration", () => {
  it("refuses to start, and lists every fault at once", async () => {
    const settings = join(folder, "settings.json");
    writeFileSync(
      settings,
      JSON.stringify({ passcode: { length: 3, ttlSeconds: 9999 }, colour: "red", registration: "closed" }),
    );
    const refused = await startLocalProcess({ LATCHKEY_SETTINGS: settings }).then(
      () => "started",
      (error: unknown) => String(error),
    );
    for (const place of [
      "settings.passcode.length",
      "settings.passcode.ttlSeconds",
      "colour",
      "settings.registration",
    ]) {
      expect(refused).toContain(place);
    }
    expect(refused).not.toContain("    at ");
  });

  it("names the file that it cannot read, and the port that is none", async () => {
    await expect(startLocalProcess({ LATCHKEY_SETTINGS: join(folder, "nowhere.json") })).rejects.toThrow(
      "nowhere.json cannot be read",
    );
    await expect(startLocalProcess({ PORT: "http" })).rejects.toThrow(
      'PORT: must be a port number, not "http"',
    );
  });
});
