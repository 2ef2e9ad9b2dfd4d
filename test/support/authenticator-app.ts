import { createHmac } from "node:crypto";
import type { Answer } from "./ask.ts";
import type { TestService } from "./service.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An authenticator app by RFC 6238, written apart from the service: it reads an otpauth address and shows codes. */
export function authenticatorApp(uri: string): { shows(now: number): string; readonly label: string } {
  const { searchParams, pathname } = new URL(uri);
  const letters = Array.from(searchParams.get("secret") ?? "");
  const bits = letters.map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const [period, digits] = [Number(searchParams.get("period")), Number(searchParams.get("digits"))];
  return {
    label: decodeURIComponent(pathname),
    shows(now) {
      const counter = Buffer.alloc(8);
      counter.writeBigUInt64BE(BigInt(Math.floor(now / period)));
      const hash = createHmac("sha1", key).update(counter).digest();
      const offset = hash.readUInt8(hash.length - 1) & 15;
      const code = (hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
      return String(code).padStart(digits, "0");
    },
  };
}

/** An authenticator that was enrolled by the account's addresses. */
export interface EnrolledApp {
  readonly id: string;
  readonly backupCodes: readonly string[];
  readonly answer: Answer;
  /** What it shows by now. */
  shows(): string;
}

/** Begins to set one up, and gives what confirms it. */
export async function beginApp(
  service: TestService,
  headers: Record<string, string>,
  body: object = {},
): Promise<{ readonly enrolment: string; shows(): string }> {
  const begun = await service.post("/otp/account/factors/totp", body, headers);
  if (begun.status !== 200) throw new Error(`begin was answered ${begun.status}: ${begun.text}`);
  const app = authenticatorApp(String(begun.body.uri));
  return { enrolment: String(begun.body.enrolment), shows: () => app.shows(service.clock.now()) };
}

/** Enrols one, as its owner would. The headers go on with the session's new token, as a browser's cookie does. */
export async function enrolApp(
  service: TestService,
  headers: Record<string, string>,
  body: object = {},
): Promise<EnrolledApp> {
  const { enrolment, shows } = await beginApp(service, headers, body);
  const confirmed = { ...body, enrolment, code: shows(), name: "Phone" };
  const answer = await service.post("/otp/account/factors/totp/confirm", confirmed, headers);
  if (answer.status !== 201) throw new Error(`confirm was answered ${answer.status}: ${answer.text}`);
  const { authenticator, backupCodes = [] } = answer.body as {
    authenticator: { id: string };
    backupCodes?: string[];
  };
  const { approval } = answer.body as { approval?: { sessionToken: string } };
  const token = approval?.sessionToken ?? "";
  if (headers.authorization !== undefined) headers.authorization = `Bearer ${token}`;
  if (headers.cookie !== undefined) headers.cookie = `latchkey-session=${token}`;
  return { id: authenticator.id, backupCodes, answer, shows };
}
