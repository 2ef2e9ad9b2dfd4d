import { describe, expect, it } from "@jest/globals";
import { providerCredentials } from "../../functions/delivery/credentials.ts";
import { SENDGRID_KEY } from "../support/signed-reports.ts";
import { NOW } from "./builders.ts";

const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
const twilio = { accountSid: `AC${AUTH_TOKEN}`, authToken: AUTH_TOKEN };

function reading(document: unknown, clock = () => NOW) {
  let reads = 0;
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const read = providerCredentials(() => {
    reads += 1;
    return Promise.resolve(text);
  }, clock);
  return { read, reads: () => reads };
}

describe("the providers' secret", () => {
  it("is read once for all providers, and again after five minutes", async () => {
    let now = NOW;
    const { read, reads } = reading({ twilio, sendgrid: { apiKey: "SG.x" } }, () => now);
    expect(await read("twilio")).toEqual(twilio);
    expect(await read("sendgrid")).toEqual({ apiKey: "SG.x" });
    expect(reads()).toBe(1);
    now += 300;
    await read("twilio");
    expect(reads()).toBe(2);
  });

  it("is read again after a failure", async () => {
    let fails = true;
    const read = providerCredentials(
      () => (fails ? Promise.reject(new Error("out of reach")) : Promise.resolve(JSON.stringify({ twilio }))),
      () => NOW,
    );
    await expect(read("twilio")).rejects.toThrow("out of reach");
    fails = false;
    expect(await read("twilio")).toEqual(twilio);
  });
});

describe("a credential that is missing or wrong", () => {
  it.each([
    ["of a provider that is not in it", {}, "twilio.accountSid"],
    ["that is half there", { twilio: { accountSid: twilio.accountSid } }, "twilio.authToken"],
    ["that is misspelt", { twilio: { ...twilio, token: AUTH_TOKEN } }, "twilio"],
    ["that is another one", { twilio: { ...twilio, accountSid: AUTH_TOKEN } }, "twilio.accountSid"],
  ])("%s is named by its place, and its value is not quoted", async (_, document, place) => {
    const fault = await reading(document)
      .read("twilio")
      .then(String, (error: unknown) => String(error));
    expect(fault).toContain(place);
    expect(fault).not.toContain(AUTH_TOKEN);
  });

  it.each([
    ["a private key", SENDGRID_KEY.replace("MFkw", "MIGH")],
    ["PEM", `-----BEGIN PUBLIC KEY-----\n${SENDGRID_KEY}\n-----END PUBLIC KEY-----`],
    ["an API key", AUTH_TOKEN],
    ["nothing", ""],
  ])("is SendGrid's verification key where it is %s", async (_, verificationKey) => {
    const fault = await reading({ sendgrid: { apiKey: "SG.x", verificationKey } })
      .read("sendgrid")
      .then(String, (error: unknown) => String(error));
    expect(fault).toContain("sendgrid.verificationKey: must be the verification key");
    if (verificationKey !== "") expect(fault).not.toContain(verificationKey);
    const login = { apiKey: "SG.x", verificationKey: SENDGRID_KEY };
    expect(await reading({ sendgrid: login }).read("sendgrid")).toEqual(login);
  });

  it.each(["", "{", "[1]".slice(1), "null", '"text"'])("is a fault where the secret is %j", async (text) => {
    await expect(reading(text).read("smtp")).rejects.toThrow("not a JSON object");
  });
});
