import { execFile } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { backOffice } from "../../../examples/waste-billing/back-office.ts";
import { readCustomers } from "../../../examples/waste-billing/customers.ts";
import { REGISTERED, signedIn } from "../../support/blocked.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** The command starts a process, which takes seconds on a busy machine. */
jest.setTimeout(120_000);

let service: TestService;
beforeAll(async () => {
  // The example names its acts by the system's clock.
  service = await startTestService(REGISTERED, { systemClock: () => Math.floor(Date.now() / 1000) });
});

/** Runs `npm run example:office`. */
const office = (...args: string[]) =>
  new Promise<string>((resolve) => {
    const script = join(import.meta.dirname, "../../../examples/waste-billing/main.ts");
    const env = { PATH: process.env.PATH, LATCHKEY_URL: service.url };
    execFile(process.execPath, [script, "office", ...args], { env }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });

describe("the back office of the waste-collection company", () => {
  it("registers the portal's customers, sees a story, and blocks one", async () => {
    const clerk = backOffice(service.url);
    const customers = readCustomers();
    const count = customers.length;
    expect(await clerk.register(customers)).toMatchObject({
      counts: { lines: count, registered: count },
      left: [],
    });
    expect(await clerk.register(customers)).toMatchObject({ counts: { registered: 0, unchanged: count } });
    const session = await signedIn(service, "anna@example.com");
    const [newest] = await clerk.story("c-1001");
    expect(newest).toMatchObject({ kind: "challenge" });
    expect(await clerk.block("c-1001")).toMatchObject({ outcome: "blocked" });
    expect((await service.get("/otp/session", session)).status).toBe(401);
    expect(await clerk.unblock("+14155550123")).toMatchObject({ outcome: "unblocked" });
    expect(await clerk.block("nobody@example.com")).toEqual({ outcome: "not-found" });
  });

  it("does it by command, and sends an act again whose answer was lost, which is done once", async () => {
    expect(await office("block", "c-1002")).toContain("outcome: 'blocked'");
    expect(await office("blok")).toContain("npm run example:office -- register");
    let lost = 0;
    const clerk = backOffice(service.url, async (url, request) => {
      const response = await fetch(url, request);
      if (lost++ === 0) throw new Error("the line is cut");
      return response;
    });
    expect(await clerk.unblock("c-1002")).toMatchObject({ outcome: "unblocked", doneBefore: true });
    expect(lost).toBe(2);
  });

  it("gets all customers in, although the answer of the first hundred is lost", async () => {
    let lost = 0;
    const clerk = backOffice(service.url, async (url, request) => {
      const response = await fetch(url, request);
      if (lost++ === 0) throw new Error("the line is cut");
      return response;
    });
    const customers = Array.from({ length: 120 }, (_, at) => ({
      ...{ id: `many-${at}`, name: "", email: `many${at}@example.com`, phone: "" },
      ...{ street: "", nextCollection: "", bills: [] },
    }));
    expect(await clerk.register(customers)).toMatchObject({ counts: { lines: 120, registered: 120 } });
    expect(lost).toBe(3);
  });
});
