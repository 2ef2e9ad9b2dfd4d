import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { messageWriter } from "../delivery/message.ts";
import type { Compose, Postpone, SendQueue } from "../delivery/port.ts";
import { sqsPostpone, sqsQueue } from "../delivery/sqs.ts";
import { type CookieJar, cookieJar } from "../http/cookies.ts";
import { keyring } from "../keys/keyring.ts";
import type { Keys } from "../keys/port.ts";
import { secretsManager } from "../keys/secrets-manager.ts";
import { deferredSigner } from "../signing/deferred.ts";
import { localKeySigner } from "../signing/local-key.ts";
import type { Signer } from "../signing/port.ts";
import { readStreamRecord } from "../storage/dynamodb/challenge-item.ts";
import { dynamoClient, dynamoStorage } from "../storage/dynamodb/storage.ts";
import type { Storage } from "../storage/port.ts";
import { type WordBook, wordBook } from "../words/word-book.ts";
import { filesIn, knownLocales } from "../words/word-files.ts";
import { type Base, CALL, heldKeys, holdKeys, KEY_CALL } from "./base.ts";

export function storage({ config, settings }: Base): Storage {
  return dynamoStorage(dynamoClient(), {
    tableName: config.tableName,
    retentionSeconds: settings.retentionSeconds,
  });
}

export function readChange(): typeof readStreamRecord {
  return readStreamRecord;
}

export function keys(base: Base): Keys {
  const { config, clock } = base;
  return (
    heldKeys(base) ??
    holdKeys(base, keyring(secretsManager(new SecretsManagerClient(KEY_CALL), config.secretIds), clock))
  );
}

export function signer(base: Base): Signer {
  const { config, issuer, settings } = base;
  if (settings.signing === "secret") return signerWith(keys(base), base);
  const parties = { issuer, audience: settings.session.audience };
  return deferredSigner(async () => {
    // Whose tokens the signing secret signs does not start slower because others ask KMS.
    const { connectKms } = await import("../signing/connect-kms.ts");
    return connectKms(KEY_CALL, config.signingKeyIds, parties);
  });
}

export function signerWith(known: Keys, { issuer, settings }: Base): Signer {
  return localKeySigner(known, { issuer, audience: settings.session.audience });
}

export function cookies({ publicUrl }: Base): CookieJar {
  return cookieJar(publicUrl);
}

export function queue({ config }: Base): SendQueue {
  return sqsQueue(new SQSClient(CALL), config.queueUrls);
}

export function postpone({ config }: Base): Postpone {
  return sqsPostpone(new SQSClient(CALL), config.queueUrls);
}

export function compose(base: Base): Compose {
  return composeIn(wordBook(filesIn(base.config.wordsFolder)), base);
}

/** Writes messages with words of one's own. */
export function composeIn(words: WordBook, { settings, publicUrl }: Base): Compose {
  const { name, supportUrl } = settings.brand;
  const host = new URL(publicUrl).hostname;
  const sender = { brand: name, host, supportUrl, defaultLocale: settings.defaultLocale };
  return messageWriter(sender, words);
}

export function locales({ config }: Base): readonly string[] {
  return knownLocales(filesIn(config.wordsFolder));
}
