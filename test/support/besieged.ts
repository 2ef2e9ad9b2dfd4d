import { subjectOf } from "../../functions/domain/recipient.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import type { Answer } from "./ask.ts";
import { enrol, type EnrolledUser } from "./enrolled.ts";
import { seedProved, type Waiting } from "./proved.ts";
import type { TestService } from "./service.ts";

/** How many guesses one challenge takes. */
export const EACH = 5;

/** A user with two steps, and challenges of theirs that wait for the second. */
export interface Besieged extends EnrolledUser {
  readonly waiting: readonly Waiting[];
  prove(waiting: Waiting | undefined, factor: string, code: string): Promise<Answer>;
  /** Wrong guesses that the subject's item holds of strangers. */
  failures(): Promise<number | undefined>;
}

/** @param challenges how many: more than a mailbox is sent codes, if need be */
export async function besieged(service: TestService, address: string, challenges: number): Promise<Besieged> {
  const { keys, storage } = service.services;
  const secret = await keys.recipient();
  const subject = subjectOf(secret, { addressKind: "email", address });
  const user = await enrol(service, subject, 1);
  return {
    ...user,
    waiting: await seedProved(service, address, challenges),
    prove: (waiting, factor, code) => service.post("/otp/factor", { ...waiting, factor, code }),
    failures: async () =>
      (await storage.factors.read(subjectKey(secret, subject)))?.counts.strangers.failures,
  };
}

/** Guesses five times at each challenge, all at the same moment. @returns how often each status was answered */
export async function guessAtAll(
  { waiting, prove }: Besieged,
  codes: readonly string[],
): Promise<Readonly<Record<number, number>>> {
  const answers = await Promise.all(
    codes.map((code, turn) => prove(waiting[turn % waiting.length], "totp", code)),
  );
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** So many different codes of six digits, none of them one that the authenticator shows. */
export function wrongCodes(count: number, shown: readonly string[]): readonly string[] {
  const codes = Array.from({ length: count + shown.length }, (_, code) => String(code).padStart(6, "0"));
  return codes.filter((code) => !shown.includes(code)).slice(0, count);
}
