import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { REGISTERED, signedIn, twoContacts } from "../../support/blocked.ts";
import { LOCAL_OWNER } from "../../support/desk.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { startTestService, type TestService } from "../../support/service.ts";

/** Runs `npm run desk` with these arguments. */
function run(args: readonly string[], port: string) {
  const script = join(import.meta.dirname, "../../../bin/desk.ts");
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env.PATH, PORT: port };
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : 1, stdout, stderr }),
    );
  });
}

/** Each run of the command starts a process, which takes seconds on a busy machine. */
jest.setTimeout(300_000);

let service: TestService;
beforeAll(async () => {
  service = await startTestService(REGISTERED);
});
const desk = (...args: string[]) => run(args, new URL(service.url).port);
const audited = () =>
  service.observed.filter(({ event }) => event.endsWith("block-customer")).map(({ fields }) => fields);

describe("npm run desk on this machine", () => {
  it("blocks a customer by an address, lets in again by the id, and says what it has done", async () => {
    const { email, phone, customerId } = await twoContacts(service);
    const bearer = await signedIn(service, email);
    const last = phone.slice(-2);
    expect(await desk("block", email.toUpperCase())).toEqual({
      code: 0,
      stdout: `2 contacts are blocked: c***@example.com, +*********${last}.
Ended: 1 session, no open codes, no grants of apps.
Access tokens that were given before are believed offline until they expire, 15 minutes by default.
`,
      stderr: "",
    });
    expect((await service.get("/otp/session", bearer)).status).toBe(401);
    expect(audited().at(-1)).toMatchObject({
      outcome: "done",
      by: `${LOCAL_OWNER} (${userInfo().username})`,
      origin: "desk",
    });

    const again = await desk("block", customerId, "--by", "anna");
    expect([again.code, again.stdout.split("\n")[0]]).toEqual([
      0,
      `2 contacts are blocked: c***@example.com (was so already), +*********${last} (was so already).`,
    ]);
    expect(audited().at(-1)).toMatchObject({ by: `${LOCAL_OWNER} (anna)`, changed: 0 });

    const back = await desk("unblock", customerId, "--as", "id");
    expect([back.code, back.stdout]).toEqual([
      0,
      `2 contacts are active: c***@example.com, +*********${last}.
Sessions that were ended stay so: the customer signs in with a new code. Wrong codes count on.
`,
    ]);
    service.clock.advance(60);
    await signedIn(service, phone);
  });

  it("says that there is no such customer, and writes nothing", async () => {
    const before = audited().length;
    const { code, stdout, stderr } = await desk("block", "nobody@example.com");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^There is no customer with the address, number or id "nobody@example.com"\./);
    expect(audited()).toHaveLength(before);
  });

  it("asks which customer is meant, where it could be two", async () => {
    const { email } = await twoContacts(service);
    await service.post("/_local/customers", { recipient: "second@example.com", customerId: email });
    const { code, stderr } = await desk("unblock", email);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`npm run desk -- unblock "${email}" --as address`),
    ]);
  });

  it("says what an open service cannot do", async () => {
    const open = await startTestService();
    const { code, stderr } = await run(["block", "anna@example.com"], new URL(open.url).port);
    expect([code, stderr]).toEqual([1, expect.stringContaining("The service is in open mode")]);
  });

  it("says of a stage without a desk what to do", async () => {
    const { code, stderr } = await desk("block", "customer-1", "--stage", "prod");
    expect([code, stderr]).toEqual([1, expect.stringContaining("name its admins in desk.admins")]);
  });

  it("says how to start the service when there is none", async () => {
    expect((await run(["block", "customer-1"], "1")).stderr).toContain("Start the service with: npm start");
  });

  it("imports a file after a look, undoes it, and exports one that can be imported", async () => {
    const file = join(temporaryFolder(), "customers.csv");
    writeFileSync(file, "id;email;phone\nf-1;one@file.example;4155550123\nf-2;nobody;\n");
    const looked = await desk("customers", "import", file, "--dry-run");
    expect([looked.code, looked.stdout]).toEqual([
      0,
      `Nothing was written. It would be: 2 lines: 1 registered, 0 changed, 0 unchanged, 1 left out.
Line 2: +*********23 has no country code, and is read as a number of US.
Line 3 is left out, column email: The @ is missing. Enter an e-mail address like name@example.com. (unreadable)
`,
    ]);
    const { stdout } = await desk("customers", "import", file);
    const [, id = ""] = /customers import undo (\S+)/.exec(stdout) ?? [];
    const exported = await desk("customers", "export", "f-", "--csv");
    expect(exported.stdout).toMatch(/^\ufeffcustomerId,address,name,locale,status,note\r\nf-1,/);
    expect(exported.stdout).toContain("f-1,'+14155550123,,,active,\r\n".trimEnd());
    expect((await desk("customers", "import", "undo", id)).stdout).toBe("2 contacts removed, 0 kept.\n");
    const none = await desk("customers", "import", join(file, "none"));
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("The file cannot be read")]);
  });

  it.each([
    [],
    ["block"],
    ["block", " "],
    ["ban", "customer-1"],
    ["block", "a@example.com", "b@example.com"],
    ["block", "customer-1", "--as", "phone"],
    ["block", "customer-1", "--force"],
  ])("says what it takes: %s %s %s %s", async (...args) => {
    const { code, stderr } = await desk(...args.filter((one) => typeof one === "string"));
    expect([code, stderr]).toEqual([1, expect.stringContaining("npm run desk -- unblock customer-7")]);
  });
});
