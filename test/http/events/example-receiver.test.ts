import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { Webhook } from "standardwebhooks";
import { LOCAL_WEBHOOK_SECRET } from "../../../bin/local/events.ts";
import { eventually } from "../../support/eventually.ts";
import { killLater } from "../../support/kill-later.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const ROOT = join(import.meta.dirname, "../../..");
const lines: string[] = [];
let service: TestService;
let receiver: string;

beforeAll(async () => {
  const child = spawn(process.execPath, ["examples/receiver/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  killLater("examples/receiver", child);
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  const [ready = ""] = await eventually(
    () => lines,
    (all) => all.length > 0,
  );
  receiver = /http:\/\/localhost:\d+/.exec(ready)?.[0] ?? "";
  service = await startTestService(
    { events: { webhooks: [{ id: "example", url: receiver }] } },
    // The example checks the time by its own clock.
    { systemClock: () => Math.floor(Date.now() / 1000) },
  );
});

const printed = (type: string) => lines.filter((line) => line.includes(` ${type} `));
const post = (body: string, headers: Record<string, string>, method = "POST") =>
  fetch(receiver, { method, headers, ...(method === "POST" && { body }) }).then(({ status }) => status);
const signed = (id: string, body: string, at = new Date()) => ({
  "webhook-id": id,
  "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
  "webhook-signature": new Webhook(LOCAL_WEBHOOK_SECRET).sign(id, at, body),
});
const bodyOf = (id: string) => JSON.stringify({ id, type: "test.sent", timestamp: "t", data: { id } });

describe("the example of a receiver", () => {
  it("prints what the service tells it", async () => {
    await service.post("/otp/verify", await service.challenge("anna@example.com"));
    await eventually(
      () => printed("challenge.approved"),
      (found) => found.length > 0,
    );
    expect(printed("challenge.approved")).toEqual([
      expect.stringContaining('"recipient":"a***@example.com"'),
    ]);
    expect(printed("delivery.changed")).toHaveLength(1);
  });

  it("prints an event once, however often it comes", async () => {
    const body = bodyOf("evt_twice");
    for (let times = 0; times < 3; times++) expect(await post(body, signed("evt_twice", body))).toBe(204);
    await eventually(
      () => printed("test.sent"),
      (found) => found.length > 0,
    );
    expect(printed("test.sent")).toHaveLength(1);
  });

  it.each([
    ["with nothing", {}],
    ["with another secret's signature", { "webhook-signature": "v1,AAAA" }],
    ["an hour old", signed("evt_old", bodyOf("evt_old"), new Date(Date.now() - 3_600_000))],
    ["with another id", { ...signed("evt_old", bodyOf("evt_old")), "webhook-id": "evt_new" }],
  ])("believes no call %s", async (_, headers) => {
    expect(await post(bodyOf("evt_old"), headers as Record<string, string>)).toBe(401);
    expect(lines.some((line) => line.includes("evt_old"))).toBe(false);
  });

  it("takes neither other methods nor long bodies", async () => {
    expect(await post("", {}, "GET")).toBe(405);
    expect(await post("x".repeat(70_000), {})).toBe(413);
  });
});
