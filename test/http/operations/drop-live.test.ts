import { beforeAll, describe, expect, it } from "@jest/globals";
import { dropChanges, seeDesk } from "../../../bin/deploy/drop-live.ts";
import type { CallAct } from "../../../bin/desk/call.ts";
import { act } from "../../support/desk.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ liveChanges: "on", channels: { sms: { countries: ["US", "DE"] } } });
  const edits = [{ path: "channels.sms.countries", entry: "DE", value: false }];
  await act(service, "settings-set", { base: 0, reason: "an attack", edits });
});

describe("a deployment that drops live changes", () => {
  it("takes changes back by the desk's act, also those that no release here can read", async () => {
    const call: CallAct = Object.assign(
      async (name: string, input: object) => {
        const { status, body } = await act(service, name, input);
        return { outcome: String(body.outcome), done: status === 200, body };
      },
      { clock: () => Promise.resolve(service.clock.now()) },
    );
    const { liveSettings } = service.services.storage;
    const current = await liveSettings.read();
    const foreign = { path: "brand.slogan", value: "x", scope: "pages" };
    const next = { ...current, version: current.version + 1, changes: [...current.changes, foreign] };
    await liveSettings.write(next, current);
    const places = [
      { path: "channels.sms.countries", entry: "DE" },
      { path: "brand.slogan" },
      { path: "limits.originPerHour" },
    ];
    await seeDesk(call, () => Promise.resolve(undefined));
    const absent = Array.from({ length: 100 }, (_, at) => ({ path: "words", entry: `en/none.${at}` }));
    expect(await dropChanges(call, [...absent, ...places])).toBe(2);
    expect((await liveSettings.read()).changes).toEqual([]);
  });

  it("takes back more than a hundred, and asks before whether the caller is an owner", async () => {
    const edits = Array.from({ length: 150 }, (_, at) => ({ path: "words", entry: `en/${at}` }));
    let left = [...edits];
    const asked: string[] = [];
    const call: CallAct = Object.assign(
      (name: string, input: object) => {
        asked.push(name);
        const { places = [] } = input as { readonly places?: readonly { readonly entry: string }[] };
        if (places.length > 100) return Promise.resolve({ outcome: "invalid", done: false, body: {} });
        left = left.filter(({ entry }) => !places.some((one) => one.entry === entry));
        const body = { version: asked.length, changes: left };
        return Promise.resolve({ outcome: "shown", done: name !== "settings-versions", body });
      },
      { clock: () => Promise.resolve(START) },
    );
    expect(await dropChanges(call, edits)).toBe(150);
    expect(left).toEqual([]);
    // An operator may see the settings, and not their versions.
    const role = "arn:aws:iam::111122223333:role/pipeline";
    await expect(seeDesk(call, () => Promise.resolve(role))).rejects.toThrow(
      `Put {"arn": "${role}", "role": "owner"} into settings.desk.admins`,
    );
    expect(asked.at(-1)).toBe("settings-versions");
  });
});
