import { beforeAll, describe, expect, it } from "@jest/globals";
import { Failed, Skipped, type Walk } from "../../../bin/smoke/case.ts";
import { liveCases } from "../../../bin/smoke/cases/live.ts";
import { inboxRecipients } from "../../../bin/smoke/recipients.ts";
import { smokeClient } from "../../../bin/smoke/client.ts";
import { act } from "../../support/desk.ts";
import { startServer } from "../../support/start-server.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const PATH = "limits.recipientPerHour";

async function walk(url: string): Promise<void> {
  const target = { url, local: true, ...inboxRecipients(url) };
  const http = smokeClient(url, target.forgedAddress, AbortSignal.timeout(10_000));
  const one: Walk = { target, http, learned: {}, note: () => undefined, pause: () => Promise.resolve() };
  for (const { run } of liveCases) await run(one);
}

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ liveChanges: "on" });
});

const kept = async () => service.services.storage.liveSettings.read();

describe("the smoke line of live changes", () => {
  it("sets one that closes and ends, sees it, and leaves nothing behind", async () => {
    await walk(service.url);
    const { version, changes } = await kept();
    expect(changes).toEqual([]);
    expect(version).toBe(2);
    const { body } = await act(service, "settings-versions", {});
    expect(JSON.stringify(body)).toContain(PATH);
  });

  it("leaves alone what an admin has changed there", async () => {
    const { version: base } = await kept();
    const edits = [{ path: PATH, value: 3 }];
    await act(service, "settings-set", { base, reason: "an attack", edits });
    await expect(walk(service.url)).rejects.toThrow(Skipped);
    expect((await kept()).changes).toMatchObject([{ path: PATH, value: 3 }]);
  });

  it("says in words why it cannot look: changes are off, or the caller may not", async () => {
    const off = await startTestService({});
    await expect(walk(off.url)).rejects.toThrow(new Skipped("liveChanges is off"));
    const { url } = await startServer("a desk that lists others", ({ url: path }, outgoing) => {
      const isClock = path === "/_local/clock";
      outgoing.writeHead(isClock ? 200 : 403, { "content-type": "application/json" });
      outgoing.end(isClock ? '{"now":"2026-11-28T07:00:00Z"}' : '{"message":"Forbidden"}');
    });
    await expect(walk(url)).rejects.toThrow("no owner of desk.admins");
  });

  it("says in words that who runs it may look, and change nothing", async () => {
    const { url } = await startServer("a desk whose settings are looked at alone", (incoming, outgoing) => {
      void (async () => {
        const path = incoming.url ?? "";
        const isRefused = path.endsWith("/settings-set");
        const answer = isRefused
          ? { status: 403, body: { message: "User is not authorized to perform: execute-api:Invoke" } }
          : path.startsWith("/_local")
            ? await service.get(path)
            : await service.post(
                path,
                {},
                { "idempotency-key": String(incoming.headers["idempotency-key"]) },
              );
        outgoing.writeHead(answer.status, { "content-type": "application/json" });
        outgoing.end(JSON.stringify(answer.body));
      })();
    });
    await act(service, "settings-restore", { base: (await kept()).version, version: 0 });
    await expect(walk(url)).rejects.toThrow(Skipped);
    await expect(walk(url)).rejects.toThrow("not change them live");
    expect((await kept()).changes).toEqual([]);
  });

  it("fails where a change is taken, and does not hold", async () => {
    const whole = await startTestService({ liveChanges: "on" });
    const { url } = await startServer("a desk whose changes do not hold", (incoming, outgoing) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const path = incoming.url ?? "";
        const key = { "idempotency-key": String(incoming.headers["idempotency-key"]) };
        const answer = path.startsWith("/_local")
          ? await whole.get(path)
          : await whole.post(path, JSON.parse(Buffer.concat(chunks).toString()), key);
        outgoing.writeHead(answer.status, { "content-type": "application/json" });
        const paths = answer.body.paths as readonly { path: string; deployed?: unknown }[] | undefined;
        const shown = paths?.map((one) => ({ ...one, now: one.deployed }));
        outgoing.end(JSON.stringify({ ...answer.body, ...(shown && { paths: shown }) }));
      })();
    });
    await expect(walk(url)).rejects.toThrow(Failed);
    expect((await whole.services.storage.liveSettings.read()).changes).toEqual([]);
  });
});
