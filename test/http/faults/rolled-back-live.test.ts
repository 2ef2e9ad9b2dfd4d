import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { LiveVersion } from "../../../functions/storage/port/live-settings.ts";
import { releaseBefore } from "../../bench/cold/release-before.ts";
import { act } from "../../support/desk.ts";
import { postJson, type Running, startLocalProcess } from "../../support/local-process.ts";
import { startTestService } from "../../support/service.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

jest.setTimeout(180_000);

const release = releaseBefore(join(import.meta.dirname, "../../.."));
const name = "name" in release ? release.name : "a release that is not here";
if ("skipped" in release) process.stdout.write(`skipped: no release before this: ${release.skipped}\n`);
afterAll(() => {
  if ("remove" in release) release.remove();
});

const settingsOf = (originPerHour: number) => ({
  liveChanges: "on",
  limits: { originPerHour, originPerRecipientPerDay: 10 },
  channels: { sms: { countries: ["US", "DE"] }, email: { providers: ["inbox"] } },
});

("skipped" in release ? describe.skip : describe)(`a rollback to ${name}, over changes of today's`, () => {
  let old: Running;
  beforeAll(async () => {
    const folder = temporaryFolder();
    const now = () => Math.floor(Date.now() / 1000);
    const today = await startTestService(settingsOf(3), { dataFolder: folder, systemClock: now });
    const edits = [
      { path: "channels.sms.countries", entry: "DE", value: false },
      // Opens, over 3; the release that comes back deploys 2.
      { path: "limits.originPerHour", value: 50 },
      { path: "brand.name", value: "Acme" },
    ];
    const made = await act(today, "settings-set", { base: 0, reason: "before the rollback", edits });
    expect(made.status).toBe(200);
    const { liveSettings } = today.services.storage;
    const current = await liveSettings.read();
    // As a release after this one may write them: a path that is not known, a field that narrows, and what is none.
    const newer: LiveVersion = {
      ...current,
      version: current.version + 1,
      changes: [
        { ...Object(current.changes[0]), path: "registration", entry: undefined, value: "open" },
        { ...Object(current.changes[0]), entry: "US", only: "voice" },
        "what a later release says",
        ...current.changes,
      ],
    };
    expect(await liveSettings.write(newer, current)).toBe("written");
    await today.close();
    const file = join(folder, "settings.json");
    writeFileSync(file, JSON.stringify(settingsOf(2)));
    if ("skipped" in release) return;
    old = await startLocalProcess({ LATCHKEY_DATA: folder, LATCHKEY_SETTINGS: file }, release.root);
  });
  const request = (recipient: string) => postJson(`${old.url}/otp/request`, { recipient });

  it("goes on to hold what fits, and leaves out what does not", async () => {
    expect((await request("+4915123456789")).body).toMatchObject({
      type: "urn:latchkey:problem:recipient-not-allowed",
    });
    const page = await fetch(`${old.url}/otp/request`, { headers: { accept: "text/html" } });
    expect(await page.text()).toContain("Acme");
    // The change that a newer release has narrowed stops no country here.
    expect((await request("+14155550123")).status).toBe(202);
  });

  it("opens nothing: a limit that was raised over another deployed value is the deployed one", async () => {
    const answers = [];
    for (const name of ["one", "two", "three"]) answers.push((await request(`${name}@example.com`)).status);
    // One was asked for above, and two are deployed.
    expect(answers).toEqual([202, 429, 429]);
  });

  it("tells of each that is left out, once, and says nothing of what it was about", () => {
    const misfits = old.output.filter((line) => line.includes('"live-misfit"'));
    expect(misfits).toHaveLength(4);
    expect(misfits.join("\n")).toContain("limits.originPerHour");
    expect(old.output.join("\n")).not.toContain("before the rollback");
  });
});
