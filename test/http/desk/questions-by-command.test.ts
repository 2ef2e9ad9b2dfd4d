import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { callStage } from "../../../bin/desk/call.ts";
import { runCommand } from "../../../bin/desk/run-command.ts";
import type { DeskRole } from "../../../functions/settings/desk.ts";
import { act } from "../../support/desk.ts";
import { GATEWAY_SECRET, startDeskGateway } from "../../support/desk-gateway.ts";
import { enrol } from "../../support/enrolled.ts";
import { startServer } from "../../support/start-server.ts";
import { startTestService, type TestService, wrong } from "../../support/service.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROLES: readonly DeskRole[] = ["viewer", "operator", "owner", "customers"];
const arnOf = (role: DeskRole) => `arn:aws:iam::123456789012:role/${role}`;
const keyOf = (role: DeskRole) => `AKIA-${role}`;
const DAY_SECONDS = 86_400;
const EMAIL = { from: "otp@example.com", providers: ["ses"] };

const before = { ...process.env };
let service: TestService;
let gateway: string;
let folder: string;
beforeAll(async () => {
  folder = temporaryFolder();
  const settings = {
    ...{ registration: "registered", liveChanges: "on", secondFactor: "optional" },
    desk: { admins: ROLES.map((role) => ({ arn: arnOf(role), role })) },
  };
  // A signature has the time of who signs: the service's is the same.
  let ahead = -DAY_SECONDS;
  service = await startTestService(settings, {
    ...{ shards: 2, systemClock: () => Math.floor(Date.now() / 1000) + ahead },
  });
  for (const number of [1, 2, 3, 4])
    await act(service, "contacts-add", {
      customer: `C-${number}`,
      as: "id",
      recipient: `c${number}@example.com`,
    });
  await act(service, "contacts-add", { customer: "C-5", as: "id", recipient: "+14155550123" });
  await service.post("/otp/verify", await service.challenge("+14155550123"));
  ahead = 0;
  await enrol(service, "C-3");
  const guessed = await service.challenge("c1@example.com");
  for (let times = 0; times < 2; times++)
    await service.post("/otp/verify", { ...guessed, code: wrong(guessed.code) });
  // The typo of a caller.
  await service.post("/otp/request", { recipient: "c11@example.com" });
  await service.settled();
  const arns = Object.fromEntries(ROLES.map((role) => [keyOf(role), arnOf(role)]));
  gateway = await startDeskGateway(service, arns);
  const stages = join(folder, "stages.json");
  const env = { account: "123456789012", region: "eu-central-1" };
  writeFileSync(
    stages,
    JSON.stringify({ town: { env, settings: { ...settings, channels: { email: EMAIL } } } }),
  );
  process.env.LATCHKEY_STAGES = stages;
});
afterAll(() => {
  process.env = before;
});

/** What `npm run desk -- ... --stage town` prints for somebody with these credentials. */
async function desk(
  role: DeskRole,
  args: readonly string[],
  secret = GATEWAY_SECRET,
  at = gateway,
): Promise<string> {
  process.env.AWS_ACCESS_KEY_ID = keyOf(role);
  process.env.AWS_SECRET_ACCESS_KEY = secret;
  const all = [...args, "--stage", "town", "--url", at];
  const { words } = await runCommand(all, ({ stage, url }) => callStage(String(stage), String(url)));
  return words;
}

const fileOf = (name: string) => join(folder, `${name}.csv`);

/** What admins ask: the command, who is answered, and how. Others are refused. */
const QUESTIONS: readonly {
  readonly asks: string;
  readonly args: (role: DeskRole) => readonly string[];
  readonly answers: Partial<Record<DeskRole, RegExp>>;
}[] = [
  {
    asks: "why a customer got no code: it is mostly a typo",
    args: () => ["recent"],
    answers: { viewer: /not registered: nothing was sent/, operator: /c\*\*\*@example\.com/, owner: /wrong/ },
  },
  {
    asks: "why a customer got no code: the story",
    args: () => ["story", "c11@example.com"],
    answers: { operator: /c\*\*\*@example\.com/, owner: /no customer/ },
  },
  {
    asks: "who attacks",
    args: () => ["attacks"],
    answers: { viewer: /No network stood out/, operator: /stops nothing by itself/, owner: /No network/ },
  },
  {
    asks: "how many codes yesterday by channel and country, how many were used, and what it costs",
    args: () => ["stats", "--period", "yesterday", "--time-zone", "UTC"],
    answers: { viewer: /sms +1 +1[^]*US +1/, operator: /Used 1/, owner: /Money of the UTC day: \$/ },
  },
  {
    asks: "to block",
    args: () => ["block", "C-2"],
    answers: { operator: /1 contact is blocked/, owner: /was so already/, customers: /was so already/ },
  },
  {
    asks: "to unblock",
    args: () => ["unblock", "C-2"],
    answers: { operator: /1 contact is active/, owner: /active/, customers: /active/ },
  },
  {
    asks: "to register customers from a file",
    args: (role) => ["customers", "import", fileOf(role)],
    answers: { operator: /left out[^]*new-id/, owner: /101 registered/, customers: /101 registered/ },
  },
  {
    asks: "to end sessions",
    args: () => ["sessions", "end", "C-5"],
    answers: { operator: /1 session/, owner: /no sessions/ },
  },
  {
    asks: "to lift a suppression",
    args: () => ["lift", "c3@example.com"],
    answers: { operator: /Nothing kept messages/, owner: /Nothing kept messages/ },
  },
  {
    asks: "to reset factors",
    args: () => ["factors", "reset", "C-3", "--evidence", "showed a passport"],
    answers: { operator: /^Being told: c\*\*\*@/, owner: /A reset was asked for before/ },
  },
  {
    asks: "to change a limit now",
    args: (role) => [
      "settings",
      "set",
      "limits.originPerHour",
      role === "operator" ? "9" : "8",
      "--reason",
      "x",
    ],
    answers: { operator: /-> 9/, owner: /-> 8/ },
  },
  {
    asks: "to change a text now",
    args: () => ["settings", "set", "words", "en/login.lead", "Sign in to {brand}", "--reason", "x"],
    answers: { owner: /Version 3/ },
  },
  { asks: "to undo that", args: () => ["settings", "restore", "0"], answers: { owner: /\(opens\)/ } },
  {
    asks: "what is kept of a person",
    args: () => ["story", "c4@example.com", "--json"],
    answers: { operator: /"c\*\*\*@example\.com"/, owner: /"c4@example\.com"/ },
  },
  { asks: "to forget a person", args: () => ["forget", "C-4"], answers: { owner: /^Deleted: / } },
];

describe.each(QUESTIONS)("an admin who asks by command $asks", ({ args, answers }) => {
  it.each(ROLES)("is answered, or told that the role is not enough: %s", async (role) => {
    const lines = Array.from({ length: 101 }, (_, index) => `${role}-${index},${role}${index}@file.example`);
    writeFileSync(fileOf(role), ["id,email", ...lines].join("\n"));
    const expected = answers[role];
    if (expected) expect(await desk(role, args(role))).toMatch(expected);
    else await expect(desk(role, args(role))).rejects.toThrow(/It is not allowed: /);
  });
});

describe("a request to a stage", () => {
  it("is nobody's whose signature is wrong", async () => {
    await expect(desk("owner", ["stats"], "another-secret")).rejects.toThrow("It is not allowed: Forbidden");
  });

  it.each([
    [403, "ExpiredTokenException", "the credentials have expired"],
    // As it was answered before there was a 403 of its own.
    [404, "ExpiredTokenException", "the credentials have expired"],
    [403, "InvalidSignatureException", "the clock of this machine is wrong"],
    [403, "UnrecognizedClientException", "aws sts get-caller-identity"],
    [403, "AccessDeniedException", "execute-api:Invoke"],
    [404, "MissingAuthenticationTokenException", "whether --url is right"],
    [404, undefined, "whether your credentials are current"],
  ])("is told what to do after API Gateway's own answer: %i %s", async (status, name, words) => {
    const { url } = await startServer("API Gateway", (_incoming, outgoing) => {
      const headers = {
        "content-type": "application/problem+json",
        ...(name && { "x-amzn-errortype": name }),
      };
      outgoing.writeHead(status, headers).end('{"detail":"Check the address."}');
    });
    await expect(desk("owner", ["stats"], GATEWAY_SECRET, url)).rejects.toThrow(words);
  });
});
