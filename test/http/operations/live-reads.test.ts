import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { LOCAL_TABLE } from "../../../bin/local/service.ts";
import { changeLive } from "../../support/live.ts";
import { type ProxiedService, startProxiedService } from "../../support/proxied-service.ts";
import { tableItems } from "../../support/table-items.ts";

let serial = 0;
const LIVE = "settings#current";
const request = (service: ProxiedService, recipient = `reads${++serial}@example.com`) =>
  service.post("/otp/request", { recipient });
/** The calls to the table of some requests. */
const callsOf = async (service: ProxiedService, times: number) => {
  service.proxy.reset();
  for (let done = 0; done < times; done++) expect((await request(service)).status).toBe(202);
  return service.proxy.calls;
};

describe("what is changed live", () => {
  let service: ProxiedService;
  beforeAll(async () => {
    service = await startProxiedService({ liveChanges: "on" }, false);
  });
  beforeEach(() => service.proxy.reset());

  it("is read once in half a minute, and not at each request", async () => {
    expect((await callsOf(service, 1)).filter((call) => call === "GetItem")).toHaveLength(1);
    service.clock.advance(29);
    expect((await callsOf(service, 20)).filter((call) => call === "GetItem")).toEqual([]);
    service.clock.advance(1);
    const calls = await callsOf(service, 20);
    expect(calls.filter((call) => call === "GetItem")).toHaveLength(1);
    expect(calls).toHaveLength(20 * 3 + 1);
  });

  it("is read once for requests that come at the same time", async () => {
    service.clock.advance(30);
    service.proxy.reset();
    await Promise.all(Array.from({ length: 10 }, () => request(service)));
    expect(service.proxy.calls.filter((call) => call === "GetItem")).toHaveLength(1);
  });

  it("holds on as it was last read while the table cannot be read", async () => {
    await changeLive(service, [{ path: "channels.sms.countries", entry: "DE", value: false }]);
    expect((await request(service, "+4915123456784")).status).toBe(403);
    service.clock.advance(30);
    service.proxy.throttle(LIVE);
    expect((await request(service, "+4915123456784")).status).toBe(403);
    expect((await request(service)).status).toBe(202);
    const faults = service.observed.filter(({ event }) => event === "fault live-settings");
    expect(faults).toHaveLength(1);
    // For a moment it is not asked again; then it is, by every request's first in five seconds.
    service.clock.advance(4);
    await request(service);
    expect(service.observed.filter(({ event }) => event === "fault live-settings")).toHaveLength(1);
    service.clock.advance(600);
    expect((await request(service, "+4915123456784")).status).toBe(403);
  });
});

describe("a function that has never read what is changed live", () => {
  it("serves nothing, as without the table, and is well once it can", async () => {
    const service = await startProxiedService({ liveChanges: "on" }, false);
    service.proxy.reset();
    service.proxy.throttle(LIVE);
    const { status, body, headers } = await request(service);
    expect({ status, type: body.type }).toEqual({ status: 503, type: "urn:latchkey:problem:unavailable" });
    expect(headers.get("retry-after")).toBe("5");
    const page = await service.get("/otp/request", { accept: "text/html" });
    expect(page.status).toBe(503);
    expect(page.headers.get("content-type")).toContain("text/html");
    for (const path of ["/otp/verify", "/otp/resend", "/otp/logout", "/otp/token"])
      expect((await service.post(path, {})).status).toBe(503);
    service.proxy.reset();
    expect((await request(service)).status).toBe(202);
  });

  it("serves nothing by an item that is damaged", async () => {
    const service = await startProxiedService({ liveChanges: "on" }, false);
    const damaged = { pk: "settings#current", sk: "live", version: 1, savedAt: 1, changes: "{" };
    await service.database.client.send(
      new PutItemCommand({ TableName: LOCAL_TABLE, Item: marshall(damaged) }),
    );
    expect((await request(service)).status).toBe(500);
    const items = tableItems(service.database.client, LOCAL_TABLE);
    await items.change("settings#current", "live", { changes: "[]" });
    expect((await request(service)).status).toBe(202);
  });
});

describe("a service whose owner wants no live changes", () => {
  it("reads none, whatever the table has", async () => {
    const service = await startProxiedService({}, false);
    await changeLive(service, [{ path: "channels.sms.countries", entry: "DE", value: false }]);
    expect(await callsOf(service, 5)).toHaveLength(5 * 3);
    expect((await request(service, "+4915123456785")).status).toBe(202);
  });
});
