import { randomBytes } from "node:crypto";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import { verifierHash } from "../../functions/domain/webauthn-challenge.ts";
import { softPasskey } from "../support/authenticator.ts";
import type { Child, Ready } from "./child.ts";
import type { Connection } from "./connection.ts";
import type { FactorUser } from "./factor-users.ts";
import { guessOf, jsonFrom, plainAsking, step } from "./flow.ts";
import { keepBusy, type Latency, latencyOf, type Load, nextSerial, passcodeKeyOf } from "./load.ts";

/** Sign-ins that prove a factor. */
export const FACTOR_WAYS = ["authenticator", "backup code", "passkey"] as const;
export type FactorWay = (typeof FACTOR_WAYS)[number];

/** What one load of them showed. */
export interface FactorMeasurement {
  readonly cyclesPerSecond: number;
  /** CPU time of the server for one sign-in, in microseconds. */
  readonly cpuPerCycle: number;
  readonly cycles: number;
  readonly faults: ReadonlyMap<string, number>;
  /** The step in which the factor is proved. */
  readonly factor: Latency;
}

/** @param users as many as sign in at most; not for passkeys, whose users sign in again and again */
export async function driveFactorWay(
  way: FactorWay,
  server: Child<Ready>,
  load: Pick<Load, "connections" | "seconds">,
  users: FactorUser[],
): Promise<FactorMeasurement> {
  const passcodeKey = passcodeKeyOf(server);
  const { times, elapsedSeconds, cpu, faults } = await keepBusy(server, load, (connection) =>
    way === "passkey"
      ? passkeySignIns(connection, passcodeKey, server.ready.port)
      : Promise.resolve(() => secondStep(connection, passcodeKey, way, next(users))),
  );
  return {
    cyclesPerSecond: times.length / elapsedSeconds,
    cpuPerCycle: cpu / times.length,
    cycles: times.length,
    faults,
    factor: latencyOf(times),
  };
}

function next(users: FactorUser[]): FactorUser {
  const user = users.pop();
  if (!user) throw new Error("factor: too few users were made");
  return user;
}

/** Request, verify, factor. @returns milliseconds of the last */
async function secondStep(
  connection: Connection,
  passcodeKey: Uint8Array,
  way: Exclude<FactorWay, "passkey">,
  { serial, shows, backupCode }: FactorUser,
): Promise<number> {
  const json = jsonFrom(serial);
  const requested = await step(connection, "request", 202, json, plainAsking(serial).body);
  const typed = await step(connection, "verify", 200, json, guessOf(passcodeKey, requested));
  if (typed.status !== "factor-required") throw new Error("verify: no factor was asked for");
  const { challengeId, factorToken } = typed;
  const proof =
    way === "authenticator" ? { factor: "totp", code: shows() } : { factor: "backup-code", code: backupCode };
  const startedAt = performance.now();
  await step(connection, "factor", 200, json, { challengeId, factorToken, ...proof });
  return performance.now() - startedAt;
}

/** Has a person enrol a passkey, who then signs in by it: options, verify. @returns milliseconds of the second */
async function passkeySignIns(
  connection: Connection,
  passcodeKey: Uint8Array,
  port: number,
): Promise<() => Promise<number>> {
  const serial = nextSerial();
  const json = jsonFrom(serial);
  const requested = await step(connection, "request", 202, json, plainAsking(serial).body);
  const { sessionToken } = await step(connection, "verify", 200, json, guessOf(passcodeKey, requested));
  const bearer = `${json}authorization: Bearer ${String(sessionToken)}\r\n`;
  const asked = await step(connection, "passkeys/options", 200, bearer, { purpose: "enrolment" });
  const passkey = softPasskey({ origin: `http://127.0.0.1:${port}` });
  const registration = passkey.create(asked.publicKey as PublicKeyCredentialCreationOptionsJSON);
  await step(connection, "passkeys", 201, bearer, { registration });
  return async () => {
    const verifier = randomBytes(32).toString("base64url");
    const begun = { purpose: "sign-in", verifierHash: verifierHash(verifier) };
    const { publicKey } = await step(connection, "passkeys/options", 200, json, begun);
    const assertion = passkey.get(publicKey as PublicKeyCredentialRequestOptionsJSON);
    const startedAt = performance.now();
    await step(connection, "passkeys/verify", 200, json, { assertion, verifier });
    return performance.now() - startedAt;
  };
}
