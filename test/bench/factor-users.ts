import { randomBytes } from "node:crypto";
import { localClient } from "../../bin/local/database.ts";
import { localSecrets } from "../../bin/local/secrets.ts";
import { subjectOf } from "../../functions/domain/recipient.ts";
import { subjectKey } from "../../functions/domain/subject.ts";
import { hashBackupCodes, newBackupCodes, shownBackupCode } from "../../functions/factors/backup-codes.ts";
import { newTotpSecret, stepAt, totpOf } from "../../functions/factors/totp.ts";
import { sealTotpSecret } from "../../functions/factors/totp-secret.ts";
import { keyring } from "../../functions/keys/keyring.ts";
import { dynamoStorage } from "../../functions/storage/dynamodb/storage.ts";
import { TABLES } from "./engines.ts";
import { emailOf } from "./flow.ts";
import { nextSerial } from "./load.ts";

/** A person with two steps, and what they type at the second. */
export interface FactorUser {
  readonly serial: number;
  /** What the authenticator shows now. */
  shows(): string;
  readonly backupCode: string;
}

const clock = () => Math.floor(Date.now() / 1000);

/**
 * Makes people with two steps, by the writes that enrolling makes: over HTTP each would take ten slow hashes. All have the
 * same backup code.
 * @param secretsFolder the secrets of the server that they sign in to
 */
export async function factorUsers(endpoint: string, secretsFolder: string) {
  const keys = keyring(localSecrets(secretsFolder, clock), clock);
  const storage = dynamoStorage(localClient(endpoint), { tableName: TABLES.ours, retentionSeconds: 86_400 });
  const [code] = newBackupCodes(randomBytes);
  if (!code) throw new Error("there are no backup codes");
  const codes = await hashBackupCodes([code], randomBytes);
  const [recipientSecret, factorKey] = await Promise.all([keys.recipient(), keys.current("factor")]);

  const make = async (): Promise<FactorUser> => {
    const serial = nextSerial();
    const subject = subjectOf(recipientSecret, { addressKind: "email", address: emailOf(serial) });
    const at = subjectKey(recipientSecret, subject);
    const secret = newTotpSecret(randomBytes);
    const id = randomBytes(16).toString("base64url");
    const now = clock();
    const totp = {
      ...{ id, name: "Phone", enrolledAt: now, lastStep: 0 },
      secret: sealTotpSecret(secret, { subjectKey: at, id }, factorKey, randomBytes),
    };
    const change = { subject, version: 0, addTotp: totp, codes, twoSteps: "on" } as const;
    if (!(await storage.factors.change(at, change, { by: id, now })))
      throw new Error("somebody has these factors already");
    const shows = () => totpOf(secret, stepAt(clock())).reveal();
    return { serial, shows, backupCode: shownBackupCode(code) };
  };
  return {
    async make(count: number): Promise<FactorUser[]> {
      const made: FactorUser[] = [];
      // As many at once as an engine likes.
      while (made.length < count) made.push(...(await Promise.all(Array.from({ length: 16 }, make))));
      return made;
    },
  };
}
