import { beforeEach, describe, expect, it } from "@jest/globals";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import { smtpProvider } from "../../functions/delivery/providers/smtp.ts";
import { parseSettings } from "../../functions/settings/schema.ts";
import { type HttpEndpoint, type HttpReply, startHttpEndpoint } from "../support/http-endpoint.ts";
import { LOGIN, type MailServer, startMailServer } from "../support/smtp.ts";
import { messageWith, NOW } from "../unit/builders.ts";

const SCOPE = "https://outlook.office365.com/.default";
const APP = { user: LOGIN.user, clientId: "app-1", clientSecret: "s3cret" };

let server: MailServer;
let endpoint: HttpEndpoint;
let now: number;

/** The endpoint's next tokens, each for an hour; the server takes the last one alone. */
function issues(...tokens: readonly string[]) {
  const left = [...tokens];
  endpoint.answer = () => {
    const token = left.shift() ?? "none-left";
    return {
      status: 200,
      body: JSON.stringify({ token_type: "Bearer", expires_in: 3600, access_token: token }),
    };
  };
}

function provider() {
  const credentials = providerCredentials(
    () => Promise.resolve(JSON.stringify({ "smtp-oauth2": APP })),
    () => now,
  );
  return smtpProvider(
    {
      ...{ use: "smtp", host: "localhost", port: server.port, security: "starttls" },
      ...{ auth: "oauth2", tokenUrl: `${endpoint.url}/oauth2/v2.0/token`, scope: SCOPE },
    },
    {
      ...{ from: "no-reply@example.com", brand: "Latchkey", authority: server.authority },
      ...{ credentials, clock: () => now },
    },
  );
}

beforeEach(async () => {
  now = NOW;
  server = await startMailServer("starttls");
  endpoint = await startHttpEndpoint();
});

describe("an e-mail whose server wants a token", () => {
  it("is sent with the token that the owner's app is given, and with no password", async () => {
    issues("one");
    server.tokens.add("one");
    expect(await provider().send(messageWith())).toMatchObject({ kind: "sent" });
    expect(server.mails).toMatchObject([{ user: LOGIN.user, to: ["anna@example.com"], secure: true }]);
    const [{ path, headers, body } = { path: "", headers: {}, body: "" }] = endpoint.requests;
    expect([path, headers["content-type"]]).toEqual([
      "/oauth2/v2.0/token",
      "application/x-www-form-urlencoded;charset=UTF-8",
    ]);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: "client_credentials",
      client_id: "app-1",
      client_secret: "s3cret",
      scope: SCOPE,
    });
  });

  it("shares the token with those after it until a minute before its end", async () => {
    issues("one", "two");
    server.tokens.add("one").add("two");
    const smtp = provider();
    await Promise.all([smtp.send(messageWith()), smtp.send(messageWith())]);
    now += 3539;
    await smtp.send(messageWith());
    expect(endpoint.requests).toHaveLength(1);
    now += 1;
    await smtp.send(messageWith());
    expect(server.shown).toEqual(["one", "one", "one", "two"]);
  });

  it("is sent with a token that is fetched anew, where the kept one was taken back", async () => {
    issues("one", "two");
    server.tokens.add("one");
    const smtp = provider();
    await smtp.send(messageWith());
    server.tokens.clear();
    server.tokens.add("two");
    expect(await smtp.send(messageWith())).toMatchObject({ kind: "sent" });
    expect(server.shown).toEqual(["one", "one", "two"]);
    expect(endpoint.requests).toHaveLength(2);
  });

  it("is the account's fault where the server takes no token, and two are shown, not more", async () => {
    issues("one", "two", "three");
    expect(await provider().send(messageWith())).toEqual({
      kind: "failed",
      fault: "account",
      reason: expect.stringMatching(/^535/) as unknown,
    });
    expect(server.shown).toEqual(["one", "two"]);
  });

  it.each<[string, HttpReply, string, string]>([
    ["has an outage", { status: 503, body: "" }, "moment", "token-503"],
    [
      "takes the app no more",
      { status: 401, body: '{"error":"invalid_client"}' },
      "account",
      "token-invalid_client",
    ],
  ])(
    "fails as its endpoint says, where the kept token is refused and that one %s",
    async (_, reply, fault, reason) => {
      issues("one");
      server.tokens.add("one");
      const smtp = provider();
      await smtp.send(messageWith());
      server.tokens.clear();
      endpoint.answer = () => reply;
      expect(await smtp.send(messageWith())).toEqual({ kind: "failed", fault, reason });
      expect(server.shown).toEqual(["one", "one"]);
    },
  );

  it.each<[string, HttpReply, string, string]>([
    [
      "knows no such app",
      { status: 401, body: '{"error":"invalid_client"}' },
      "account",
      "token-invalid_client",
    ],
    [
      "knows no such scope",
      { status: 400, body: '{"error":"invalid_scope"}' },
      "account",
      "token-invalid_scope",
    ],
    ["says no in its own words", { status: 403, body: "<html>no" }, "account", "token-403"],
    ["has an outage", { status: 503, body: "" }, "moment", "token-503"],
    ["is asked too often", { status: 429, body: "" }, "moment", "token-429"],
    ["gives an empty token", { status: 200, body: '{"access_token":""}' }, "moment", "token-200"],
  ])("is not sent where the token's endpoint %s", async (_, reply, fault, reason) => {
    endpoint.answer = () => reply;
    expect(await provider().send(messageWith())).toEqual({ kind: "failed", fault, reason });
    expect([server.shown, server.mails]).toEqual([[], []]);
  });

  it("comes back where no endpoint answers", async () => {
    const smtp = provider();
    await endpoint.close();
    expect(await smtp.send(messageWith())).toMatchObject({ kind: "failed", fault: "moment" });
  });

  it("leaves neither token nor secret in what it says", async () => {
    issues("one", "two");
    const said = JSON.stringify(await provider().send(messageWith()));
    expect(said).not.toMatch(/one|two|s3cret|anna/);
  });
});

describe("the settings of SMTP with a token", () => {
  const faults = (smtp: object) => {
    const parsed = parseSettings({
      channels: { email: { providers: [{ use: "smtp", host: "smtp.office365.com", ...smtp }] } },
    });
    return "faults" in parsed ? parsed.faults : [];
  };
  const tokenUrl = "https://login.microsoftonline.com/t/oauth2/v2.0/token";

  it("are a token endpoint, and a scope where it wants one", () => {
    expect(faults({ auth: "oauth2", tokenUrl, scope: SCOPE })).toEqual([]);
    expect(faults({ auth: "oauth2", tokenUrl })).toEqual([]);
  });

  it.each([
    [{ auth: "oauth2" }, "tokenUrl"],
    [{ tokenUrl }, "tokenUrl"],
    [{ scope: SCOPE }, "scope"],
    [{ auth: "oauth2", tokenUrl: "http://login.example.com/token" }, "tokenUrl"],
    [{ auth: "kerberos" }, "auth"],
  ])("are refused by name: %j", (smtp, name) => {
    expect(faults(smtp).join()).toContain(`channels.email.providers.0.${name}: `);
  });
});
