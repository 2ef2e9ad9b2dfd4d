import { randomBytes } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { verifierHash } from "../../functions/domain/webauthn-challenge.ts";
import type { Answer } from "./ask.ts";
import { type Algorithm, type SoftPasskey, softPasskey, type Told } from "./authenticator.ts";
import type { TestService } from "./service.ts";

let serial = 0;

/** A user who signs in by programs of ours, and enrols passkeys there. */
export interface PasskeyUser {
  readonly address: string;
  readonly sessionToken: string;
  readonly authorization: { readonly authorization: string };
}

/** Signs somebody in by code. */
export async function signedIn(
  service: TestService,
  address = `passkey${++serial}@example.com`,
): Promise<PasskeyUser> {
  const answer = await service.post("/otp/verify", await service.challenge(address));
  const sessionToken = String(answer.body.sessionToken);
  return { address, sessionToken, authorization: { authorization: `Bearer ${sessionToken}` } };
}

/** Asks for what a session makes a passkey with. */
export async function creationOptions(
  service: TestService,
  { authorization }: Pick<PasskeyUser, "authorization">,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { status, body, text } = await service.post(
    "/otp/passkeys/options",
    { purpose: "enrolment" },
    authorization,
  );
  if (status !== 200) throw new Error(`options were answered ${status}: ${text}`);
  return body.publicKey as PublicKeyCredentialCreationOptionsJSON;
}

/** Makes a passkey and enrols it. */
export async function enrol(
  service: TestService,
  user: Pick<PasskeyUser, "authorization">,
  made: {
    readonly algorithm?: Algorithm;
    readonly idBytes?: number;
    readonly credential?: string;
    readonly name?: string;
  } = {},
): Promise<{ readonly passkey: SoftPasskey; readonly answer: Answer }> {
  const { name, ...of } = made;
  const passkey = softPasskey({ origin: service.url, ...of });
  const registration = passkey.create(await creationOptions(service, user));
  const body = { registration, ...(name !== undefined && { name }) };
  return { passkey, answer: await service.post("/otp/passkeys", body, user.authorization) };
}

/** What a client keeps of a sign-in that it has begun. */
export interface Begun {
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON;
  readonly verifier: string;
}

/** Begins a sign-in as a program does. */
export async function begin(service: TestService): Promise<Begun> {
  const verifier = randomBytes(32).toString("base64url");
  const { body } = await service.post("/otp/passkeys/options", {
    purpose: "sign-in",
    verifierHash: verifierHash(verifier),
  });
  return { publicKey: body.publicKey as PublicKeyCredentialRequestOptionsJSON, verifier };
}

/** Signs in by passkey, as a program does. */
export async function signInBy(service: TestService, passkey: SoftPasskey, told: Told = {}): Promise<Answer> {
  const { publicKey, verifier } = await begin(service);
  return service.post("/otp/passkeys/verify", { assertion: passkey.get(publicKey, told), verifier });
}
