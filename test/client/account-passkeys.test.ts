import { beforeAll, describe, expect, it } from "@jest/globals";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { decodeJwt } from "jose";
import {
  type AccountClient,
  type BrowserCredential,
  createAccountClient,
  credentialJson,
  makeVerifier,
  parseCreationOptions,
  parseRequestOptions,
  type PasskeyOptions,
} from "../../client/src/account.ts";
import { type Client, createClient } from "../../client/src/client.ts";
import { anAddress } from "../support/account-user.ts";
import { type SoftPasskey, softPasskey } from "../support/authenticator.ts";
import { enrol as enrolTotp } from "../support/enrolled.ts";
import { startTestService, type TestService } from "../support/service.ts";
import { approvalOf, errorOf, requiredOf, valueOf } from "./of-result.ts";

let service: TestService;
let client: Client;
let account: AccountClient;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional", factors: { passkeys: "on" } });
  client = createClient({ baseUrl: service.url });
  account = createAccountClient({ baseUrl: service.url });
});

const bytesOf = (text: unknown) => Uint8Array.from(Buffer.from(String(text), "base64url")).buffer;
const textOf = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("base64url");

/** The same answer as a browser gives it that writes no JSON. */
function inOldBrowser({ id, rawId, type, response }: ReturnType<SoftPasskey["create" | "get"]>) {
  const { transports, ...parts } = { ...response } as Readonly<Record<string, unknown>>;
  const bytes: [string, unknown][] = Object.entries(parts).map(([name, part]) => [name, bytesOf(part)]);
  const getTransports = () => transports;
  const members = { ...Object.fromEntries(bytes), ...(transports !== undefined && { getTransports }) };
  return { id, rawId: bytesOf(rawId), type, response: members } satisfies BrowserCredential;
}

/** Types the code that a user was sent. */
const typeCode = async (address: string) => {
  service.clock.advance(31);
  return client.verify(await service.challenge(address));
};

const creation = ({ publicKey }: PasskeyOptions) =>
  publicKey as unknown as PublicKeyCredentialCreationOptionsJSON;
const request = ({ publicKey }: PasskeyOptions) =>
  publicKey as unknown as PublicKeyCredentialRequestOptionsJSON;

/** A user who has added a passkey, by calls alone. */
async function withPasskey(name?: string) {
  const address = anAddress();
  const { sessionToken: credential } = await approvalOf(typeCode(address));
  const asked = await valueOf(account.passkeys.options({ purpose: "enrolment", credential }));
  const passkey = softPasskey({ origin: service.url });
  const registration = credentialJson(inOldBrowser(passkey.create(creation(asked))));
  const added = await valueOf(
    account.passkeys.enrol({ registration, credential, ...(name !== undefined && { name }) }),
  );
  return { address, credential, passkey, added };
}

/** Signs in by passkey, by calls alone. */
async function signInBy(passkey: SoftPasskey) {
  const { verifier, verifierHash } = await makeVerifier();
  const asked = await valueOf(account.passkeys.options({ purpose: "sign-in", verifierHash }));
  const assertion = credentialJson(inOldBrowser(passkey.get(request(asked))));
  return { assertion, verifier };
}

describe("a passkey that the client adds", () => {
  it("has its name, and is listed, renamed and removed", async () => {
    const { credential, added } = await withPasskey("Laptop");
    const { othersEnded, ...passkey } = added;
    expect([othersEnded, passkey.name]).toEqual([true, "Laptop"]);
    expect(await valueOf(account.passkeys.list(credential))).toEqual({
      passkeys: [passkey],
      mayChange: false,
    });
    const { id } = passkey;
    expect(await errorOf(account.passkeys.rename({ id, name: "Desk", credential }))).toMatchObject({
      type: "proof-too-old",
    });
  });

  it("signs in, and may then be renamed and removed", async () => {
    const { passkey, added } = await withPasskey();
    const answer = await signInBy(passkey);
    const approval = await approvalOf(account.passkeys.verify(answer));
    expect(decodeJwt(approval.token)).toMatchObject({ acr: "phr" });
    const { id } = added;
    const credential = approval.sessionToken;
    await valueOf(account.passkeys.rename({ id, name: "Desk", credential }));
    const { passkeys } = await valueOf(account.passkeys.list(credential));
    expect(passkeys.map(({ name }) => name)).toEqual(["Desk"]);
    expect(await valueOf(account.passkeys.remove({ id, credential }))).toEqual({ othersEnded: true });
    expect(await errorOf(account.passkeys.verify(await signInBy(passkey)))).toMatchObject({
      type: "not-found",
    });
  });

  it("signs in once with what it has signed, and for no other verifier", async () => {
    const { passkey } = await withPasskey();
    const answer = await signInBy(passkey);
    const { verifier } = await makeVerifier();
    expect(await errorOf(account.passkeys.verify({ ...answer, verifier }))).toMatchObject({
      ...{ type: "incorrect-passkey", status: 401 },
    });
    await valueOf(account.passkeys.verify(answer));
    expect(await account.passkeys.verify(answer)).toMatchObject({ ok: false });
  });

  it("is the second step of a sign-in", async () => {
    const { address, credential, passkey } = await withPasskey();
    const { subject } = await valueOf(client.session(credential));
    await enrolTotp(service, subject, 0);
    const required = await requiredOf(typeCode(address));
    expect(required.factors).toContain("passkey");
    const { challengeId } = required;
    const asked = await valueOf(account.passkeys.options({ purpose: "second-factor", challengeId }));
    const assertion = credentialJson(inOldBrowser(passkey.get(request(asked))));
    const approval = await valueOf(account.passkeys.verify({ ...required, assertion, remember: true }));
    expect(approval).toMatchObject({ status: "approved", deviceToken: expect.any(String) });
  });
});

describe("what turns the service's JSON into bytes, and back", () => {
  it("gives a browser without such methods what it takes", async () => {
    const { credential, passkey } = await withPasskey();
    const { verifierHash } = await makeVerifier();
    const { publicKey } = await valueOf(account.passkeys.options({ purpose: "sign-in", verifierHash }));
    const asked = parseRequestOptions(publicKey);
    expect(textOf(asked.challenge)).toBe(publicKey.challenge);
    expect(asked).toMatchObject({ rpId: "localhost", userVerification: "required" });
    const { sessionToken } = await approvalOf(account.passkeys.verify(await signInBy(passkey)));
    expect(sessionToken).not.toBe(credential);
    const creating = await valueOf(
      account.passkeys.options({ purpose: "enrolment", credential: sessionToken }),
    );
    const made = parseCreationOptions(creating.publicKey) as ReturnType<typeof parseCreationOptions> & {
      excludeCredentials: { id: ArrayBuffer; type: string }[];
    };
    expect(textOf(made.user.id)).toBe(creation(creating).user.id);
    expect(made.excludeCredentials).toHaveLength(1);
    expect(textOf(made.excludeCredentials[0]?.id ?? new ArrayBuffer())).toBe(passkey.credentialId);
  });

  it("writes bytes that have signs of their own in base64url", () => {
    const rawId = Uint8Array.of(0xfb, 0xff, 0xfe, 0xff).buffer;
    const credential = { id: "-__-_w", rawId, type: "public-key", response: { clientDataJSON: rawId } };
    const json = { id: "-__-_w", rawId: "-__-_w", response: { clientDataJSON: "-__-_w" } };
    expect(credentialJson(credential)).toEqual({ ...json, type: "public-key" });
    const throws = () => {
      throw new TypeError("Illegal invocation");
    };
    expect(credentialJson({ ...credential, toJSON: throws })).toMatchObject(json);
    expect(credentialJson({ ...credential, toJSON: () => ({ id: "its own" }) })).toEqual({ id: "its own" });
  });
});
