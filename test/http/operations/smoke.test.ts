import { execFile } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it, jest } from "@jest/globals";
import { smokeCases } from "../../../bin/smoke/cases.ts";
import { inboxRecipients } from "../../../bin/smoke/recipients.ts";
import { runSmoke } from "../../../bin/smoke/run.ts";
import { routes } from "../../../functions/routes.ts";
import { startTestService } from "../../support/service.ts";
import { type Breakage, type PassedAnswer, startBreakableService } from "./broken-service.ts";

/** A walk sends 11 MiB, and the command starts a process. */
jest.setTimeout(60_000);

const ROOT = join(import.meta.dirname, "../../..");

function smoke(...args: string[]) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, ["bin/smoke.ts", ...args], { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}

describe("the command", () => {
  it("passes on the local service, with a line for each case", async () => {
    const { url } = await startTestService(
      {
        ...{ secondFactor: "optional", account: "on", liveChanges: "on" },
        factors: { push: { contact: "mailto:ops@example.com" } },
      },
      { systemClock: () => Math.floor(Date.now() / 1000) },
    );
    const { code, stdout, stderr } = await smoke("--url", url);
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n").filter((line) => /^(ok|failed|skipped) +/.test(line));
    expect(lines).toHaveLength(smokeCases.length);
    expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
    expect(lines.filter((line) => line.startsWith("skipped"))).toHaveLength(12);
    expect(stdout).toContain("[settles cookie-lines]");
    expect(stdout).toMatch(/^ok +what an admin changes live holds/m);
    expect(stdout).toMatch(/\d+ ok, 0 failed, 12 skipped\n$/);
  });

  it("says what it takes", async () => {
    expect((await smoke()).stderr).toContain("npm run smoke -- --stage dev");
    expect((await smoke("--url", "https://id.example.com")).stderr).toContain("Name the stage as well");
  });
});

describe("a walk of a service that is broken", () => {
  let service: Awaited<ReturnType<typeof startBreakableService>>;
  beforeAll(async () => {
    service = await startBreakableService();
  });

  /** The cases that fail, by what they check. */
  async function failing(breakage: Breakage): Promise<string[]> {
    service.breakWith(breakage);
    const lines: string[] = [];
    const target = { url: service.url, local: true, ...inboxRecipients(service.url) };
    await runSmoke(target, (line) => lines.push(line));
    return lines.filter((line) => line.startsWith("failed"));
  }

  /** Whether any case fails. The walk is left at the first one: thirty walks to their ends would say nothing more. */
  async function fails(breakage: Breakage): Promise<boolean> {
    service.breakWith(breakage);
    const seen = new Error("a case has failed");
    const target = { url: service.url, local: true, ...inboxRecipients(service.url) };
    const whole = runSmoke(target, (line) => {
      if (line.startsWith("failed")) throw seen;
    });
    return whole.then(
      () => false,
      (error: unknown) => {
        if (error !== seen) throw error;
        return true;
      },
    );
  }

  it("has nothing to say of one that is whole", async () => {
    expect(await failing({})).toEqual([]);
  });

  // These answer 404 where no provider carries anything, no app of Apple's systems is named, no attack
  // is let in, and passkeys are off, as here.
  const absent = [
    "/otp/receipts/",
    "/.well-known/apple-app-site-association",
    "/.well-known/latchkey-attack",
    "/otp/passkeys",
  ];
  const walked = routes.filter(({ path }) => !absent.some((begin) => path.startsWith(begin)));

  const named = walked.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}$/, "$1")}`);
  it.each(named)("fails without %s", async (broken) => {
    const isNoticed = await fails({
      answer: (route, answer) => {
        if (route !== broken) return;
        answer.status = 500;
        answer.headers = { "content-type": "application/problem+json" };
        answer.body = '{"type":"urn:latchkey:problem:internal","status":500}';
      },
    });
    expect(isNoticed).toBe(true);
  });

  it("takes the name that API Gateway gives to WWW-Authenticate", async () => {
    const renamed = ({ headers }: PassedAnswer, name: string) => {
      if (headers["www-authenticate"] === undefined) return;
      headers[name] = headers["www-authenticate"];
      delete headers["www-authenticate"];
    };
    expect(
      await failing({ answer: (_route, answer) => renamed(answer, "x-amzn-remapped-www-authenticate") }),
    ).toEqual([]);
    const lost = await failing({ answer: (_route, answer) => renamed(answer, "x-lost") });
    expect(lost.join("\n")).toContain("renamed-challenge");
  });

  const flaws: [string, Breakage, string][] = [
    [
      "a session cookie that scripts can read",
      {
        answer: (route, { headers }) => {
          if (route !== "POST /otp/verify" || !headers["set-cookie"]) return;
          headers["set-cookie"] = headers["set-cookie"].map((line) => line.replace("; HttpOnly", ""));
        },
      },
      "the cookie latchkey-session lacks HttpOnly",
    ],
    [
      "an issuer that is not its address",
      {
        answer: (route, answer) => {
          if (route === "GET /.well-known/openid-configuration")
            answer.body = answer.body.replace(/"issuer":"[^"]*"/, '"issuer":"https://id.example.com"');
        },
      },
      "the issuer is https://id.example.com",
    ],
    [
      "answers that every script may read",
      {
        answer: (_route, { headers }) => {
          headers["access-control-allow-origin"] = "*";
        },
      },
      "it may read it",
    ],
    [
      "405 without Allow",
      {
        answer: (route, { headers }) => {
          if (route.startsWith("DELETE")) delete headers.allow;
        },
      },
      "Allow of /otp/request does not name GET, POST",
    ],
    [
      "limits by an address that callers can write",
      {
        from: (headers) => `127.0.0.${String(headers["x-forwarded-for"]).split(".")[3] ?? "1"}`,
      },
      "requests are counted by the forged address",
    ],
  ];

  it.each(flaws)("fails with %s", async (_flaw, breakage, why) => {
    expect((await failing(breakage)).join("\n")).toContain(why);
  });

  it("prints neither code, nor token, nor address", async () => {
    service.breakWith({
      answer: (route, answer) => {
        if (route === "POST /otp/verify") answer.status += 1;
      },
    });
    const lines: string[] = [];
    const recipients = inboxRecipients(service.url);
    await runSmoke({ url: service.url, local: true, ...recipients }, (line) => lines.push(line));
    const printed = lines.join("\n");
    expect(printed).toContain("failed");
    expect(printed).not.toContain(recipients.recipient.address);
    expect(printed).not.toContain(await recipients.recipient.code(""));
  });
});
