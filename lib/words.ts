import { join } from "node:path";
import { Annotations, Token } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { longTexts } from "../functions/delivery/longest.ts";
import { STRONG_CODE } from "../functions/domain/typed/code-shape.ts";
import { readWords } from "../functions/words/check-words.ts";
import type { WordBook } from "../functions/words/word-book.ts";
import { filesIn } from "../functions/words/word-files.ts";
import type { StageConfig } from "./stage-config.ts";
import { WORDS_FOLDER } from "./words-place.ts";

/** The default endpoint's host, where no other is known: its id is made at deployment. */
const DEFAULT_HOST = (region: string) => `abcdefghij.execute-api.${region}.amazonaws.com`;

/** The owner's words, and the layout of their e-mails, checked. */
export interface OwnWords {
  readonly files: readonly string[];
  readonly words: WordBook;
}

/**
 * Reads the owner's words before anything is made of them.
 * @throws Fault that lists every fault with its file and key
 */
export function ownWords(folder = WORDS_FOLDER): OwnWords {
  return { files: filesIn(folder).names.map((name) => join(folder, name)), words: readWords(folder) };
}

/** Warns of SMS that this stage's brand and host make longer than they should be. */
export function warnOfLongTexts(
  scope: IConstruct,
  { settings, domain, publicUrl, env }: StageConfig,
  words: WordBook,
): void {
  if (!settings.channels.sms.enabled) return;
  const { brand, passcode, limits } = settings;
  const own = domain?.name ?? hostOf(publicUrl) ?? DEFAULT_HOST(env?.region ?? "us-east-1");
  const { host = own, androidHash } = settings.channels.sms;
  const sender = { brand: brand.name, host, androidHash, supportUrl: brand.supportUrl };
  const minutes = Math.round(passcode.ttlSeconds / 60);
  for (const { locale, purpose, segments, most } of longTexts(sender, words, {
    // A hash for Android takes the room of a long code, which is rare: what every user is sent counts then.
    length:
      limits.strongAfterFailures === "off" || androidHash !== undefined
        ? passcode.length
        : STRONG_CODE.length,
    minutes,
  }))
    Annotations.of(scope).addWarningV2(
      `latchkey:long-text-${locale}-${purpose}`,
      `The ${locale} text for ${purpose} takes ${segments} segments, each of which is charged, instead of ${most}: shorten brand.name (${brand.name}), the host (${host ?? "none"})${androidHash === undefined ? "" : ", leave channels.sms.androidHash out"}, or ${purpose}.text in words/${locale}.json.`,
    );
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined || Token.isUnresolved(url) ? undefined : new URL(url).hostname;
}
