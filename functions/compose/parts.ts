import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { BotCheck } from "../bot-check/port.ts";
import { SQSClient } from "@aws-sdk/client-sqs";
import { providerCredentials } from "../delivery/credentials.ts";
import { type MailLook, messageWriter, PLAIN_LOOK } from "../delivery/message.ts";
import { noticeWriter } from "../delivery/notice-message.ts";
import type { Compose, ComposeNotice, Postpone, SendQueue } from "../delivery/port.ts";
import { sqsPostpone, sqsQueue } from "../delivery/sqs.ts";
import { type CookieJar, cookieJar } from "../http/cookies.ts";
import { keyring } from "../keys/keyring.ts";
import type { Keys } from "../keys/port.ts";
import { secretsManager, secretText } from "../keys/secrets-manager.ts";
import { accentsOf } from "../words/accent.ts";
import { deferredSigner } from "../signing/deferred.ts";
import { eitherSigner } from "../signing/either.ts";
import { localKeySigner } from "../signing/local-key.ts";
import type { HintReader, Signer } from "../signing/port.ts";
import { hintReader } from "../signing/read-hint.ts";
import { NO_FACTS } from "../settings/live/facts.ts";
import { believes } from "../settings.ts";
import { sqsEvents } from "../outbound/event-queue.ts";
import type { EventQueue, OutboundQueue, PostForm } from "../outbound/port.ts";
import { formPoster } from "../outbound/post-form.ts";
import { sqsOutbound } from "../outbound/sqs.ts";
import { happenedIn } from "../storage/dynamodb/event-records.ts";
import { readStreamRecord } from "../storage/dynamodb/challenge-item.ts";
import { readFactorRecord } from "../storage/dynamodb/factor-item.ts";
import { dynamoClient, dynamoStorage } from "../storage/dynamodb/storage.ts";
import type { Storage } from "../storage/port.ts";
import type { WordBook } from "../words/word-book.ts";
import { ownWordBook } from "./words.ts";
import { filesIn, knownLocales } from "../words/word-files.ts";
import { type Base, CALL, KEY_CALL } from "./base.ts";
import { heldKeys, holdKeys } from "./held-keys.ts";
import { botCheckWith } from "./bot-check.ts";

export function storage({ config, settings }: Base): Storage {
  return dynamoStorage(dynamoClient(), {
    tableName: config.tableName,
    retentionSeconds: settings.retentionSeconds,
    sessionSeconds: settings.session.ttlSeconds,
  });
}

export function readChange(): typeof readStreamRecord {
  return readStreamRecord;
}

export function readFactorChange(): typeof readFactorRecord {
  return readFactorRecord;
}

export function readHappened(): typeof happenedIn {
  return happenedIn;
}

export function keys(base: Base): Keys {
  const { config, clock } = base;
  return (
    heldKeys(base) ??
    holdKeys(base, keyring(secretsManager(new SecretsManagerClient(KEY_CALL), config.secretIds), clock))
  );
}

export function botCheck(base: Base): BotCheck | undefined {
  const { config, clock } = base;
  const readText = secretText(new SecretsManagerClient(KEY_CALL), config.botCheckSecretId, "bot-check");
  return botCheckWith(keys(base), base, providerCredentials(readText, clock, "The bot check's secret"));
}

export function signer(base: Base): Signer {
  const { settings } = base;
  const signers = { secret: () => signerWith(keys(base), base), kms: () => kmsSigner(base) };
  const { signing, signingAlso } = settings;
  if (signingAlso === undefined) return signers[signing]();
  return eitherSigner(signers[signing](), signers[signingAlso]());
}

function kmsSigner({ config, issuer, settings }: Base): Signer {
  const parties = { issuer, audience: settings.session.audience };
  return deferredSigner(async () => {
    // Whose tokens the signing secret signs does not start slower because others ask KMS.
    const { connectKms } = await import("../signing/connect-kms.ts");
    return connectKms(KEY_CALL, config.signingKeyIds, parties);
  });
}

export function signerWith(known: Keys, { issuer, settings, clock }: Base): Signer {
  const { audience, algorithm } = settings.session;
  return localKeySigner(known, { issuer, audience }, { algorithm, clock });
}

/** Where KMS signs, those of its keys count that are named; the others' public halves outlive them. */
export function hints(base: Base): HintReader {
  const known = keys(base);
  if (!believes(base.settings, "kms")) return hintsWith(known, base);
  const kms = kmsSigner(base);
  return hintReader(async (kid) => {
    const named = (await kms.publicKeys()).find((key) => key.kid === kid);
    return named?.kty === "RSA" ? { kid, kty: named.kty, n: named.n, e: named.e } : known.verifying(kid);
  }, base.issuer);
}

export function hintsWith(known: Keys, { issuer }: Pick<Base, "issuer">): HintReader {
  return hintReader((kid) => known.verifying(kid), issuer);
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

export function outbound({ config }: Base): OutboundQueue {
  return sqsOutbound(new SQSClient(CALL), config.outboundQueueUrl);
}

export function eventQueue({ config }: Base): EventQueue {
  return sqsEvents(new SQSClient(CALL), config.eventsQueueUrl);
}

export function postForm(): PostForm {
  return formPoster({ nearby: false });
}

export function compose(base: Base): Compose {
  return composeIn(ownWordBook(base), base);
}

export function composeNotice(base: Base): ComposeNotice {
  const { brand, defaultLocale } = base.settings;
  const sender = { brand: brand.name, supportUrl: brand.supportUrl, defaultLocale };
  return noticeWriter(sender, ownWordBook(base));
}

/** Writes notices with the deployed words and brand, whatever is changed live; they are read by the first. */
export function deployedNotice(base: Base): ComposeNotice {
  let writer: ComposeNotice | undefined;
  const deployed = { ...base, settings: base.config.settings, live: NO_FACTS };
  return (notice) => (writer ??= composeNotice(deployed))(notice);
}

/** Writes messages with words of one's own. */
export function composeIn(words: WordBook, { settings, publicUrl }: Base): Compose {
  const { name, supportUrl, color, logo } = settings.brand;
  const { host = new URL(publicUrl).hostname, androidHash } = settings.channels.sms;
  const accents = color === null ? {} : accentsIn(color);
  const look = { ...PLAIN_LOOK, ...accents, logo };
  return messageWriter(
    { brand: name, host, androidHash, supportUrl, look, defaultLocale: settings.defaultLocale },
    words,
  );
}

function accentsIn(color: string): Pick<MailLook, "accent" | "darkAccent"> {
  const { light, dark } = accentsOf(color);
  return { accent: light.accent, darkAccent: dark.accent };
}

export { spendMemory } from "../flows/spend-memory.ts";

export function locales({ config }: Base): readonly string[] {
  return knownLocales(filesIn(config.wordsFolder));
}
