import { REFUSAL_WORDS } from "../functions/pages/problem-words.ts";
import { REFUSALS, type RefusalReason } from "../functions/domain/typed/refusals.ts";
import { BUILT_IN_LOCALES } from "../functions/words/locales.ts";
import { COUNTED_KEY, type PageKey } from "../functions/words/page-texts.ts";
import { wordBook } from "../functions/words/word-book.ts";

/** What the tag says, each by the name that an owner changes it by, and the pages' text that it is. */
const STEPS = {
  title: "signIn",
  lead: "signInLead",
  by: "sendBy",
  email: "byEmail",
  sms: "bySms",
  whatsapp: "byWhatsapp",
  voice: "byVoice",
  emailLabel: "email",
  emailHint: "emailHint",
  phoneLabel: "phone",
  anyPhoneLabel: "anyPhone",
  phoneHint: "phoneHint",
  send: "sendCode",
  codeTitle: "enterCode",
  codeLead: "codeSent",
  strongCodeLead: "strongCodeSent",
  expiresIn: "expiresIn",
  codeLabel: "code",
  codeHint: "codeHint",
  strongCodeHint: "strongCodeHint",
  strongCodeWhy: "why.strongCode",
  check: "continue",
  sending: "sending",
  sent: "sent",
  delayed: "delayed",
  delivered: "delivered",
  notDelivered: "notDelivered",
  notSent: "notSent",
  sendFailed: "sendFailed",
  resend: "resend",
  resendIn: "resendIn",
  resendReady: "resendReady",
  resendBySms: "resendBySms",
  resendByWhatsapp: "resendByWhatsapp",
  resendByVoice: "resendByVoice",
  didYouMean: "didYouMean",
  sendThere: "sendThere",
  country: "country",
  help: "help",
  resent: "sentAgain",
  change: "changeContact",
  done: "youAreSignedIn",
  secondStep: "setUpRequired",
} as const satisfies Readonly<Record<string, PageKey>>;

/** What only some sign-ins say: it lies in files of its own, which are loaded when it is wanted. */
const LATE = {
  stepTitle: "secondStep",
  stepLead: "secondStepLead",
  stepLabel: "authenticatorCode",
  backupLead: "backupCodeLead",
  backupLabel: "backupCode",
  useBackupCode: "useBackupCode",
  useAuthenticator: "useAuthenticator",
  usePasskey: "usePasskey",
  passkeyLead: "passkeyStepLead",
  passkeySignIn: "passkeySignIn",
  stepEnds: "stepEnds",
  startAgain: "startAgain",
  push: "byPush",
  codePushed: "codePushed",
  strongCodePushed: "strongCodePushed",
  "error.factorLocked": "error.factorLocked",
  "error.factorLockedOut": "error.factorLockedOut",
  "error.passkey": "error.passkey",
  "error.passkeyFailed": "error.passkeyFailed",
  "error.passkeyUnknown": "error.passkeyUnknown",
  "over.stepExpiredDetail": "over.stepExpiredDetail",
  "over.stepCanceled": "over.stepCanceled",
  "over.stepCanceledDetail": "over.stepCanceledDetail",
} as const satisfies Readonly<Record<string, PageKey>>;

/** The same for {@link LATE}. */
export const LATE_WORDS: readonly (readonly [name: string, key: PageKey])[] = Object.entries(LATE);

const ERRORS = [
  ...[
    "error.code",
    "error.codes",
    "error.strongCode",
    "error.strongCodes",
    "error.incorrect",
    "error.noAttempts",
    "error.wait",
    "error.channel",
  ],
  ...["error.notAllowed", "error.sends", "over.missingDetail", "over.expiredDetail", "over.usedDetail"],
  ...["over.canceledDetail", "over.attemptsDetail", "over.foreignDetail", "over.invalidDetail"],
  ...["why.cooldown", "why.recipient", "why.origin", "why.locked"],
  ...["why.unavailable", "error.otherWay"],
  ...["over.unavailable", "over.unavailableDetail", "over.internal", "over.internalDetail"],
] as readonly PageKey[];

/** Each reason for which an address is none. No two of them have the same text, so the order says which is whose. */
const REASONS = Object.keys(REFUSALS) as RefusalReason[];

/** The tag's name of a text, and the pages' own; the last ones are those of {@link REASONS}. */
export const TAG_WORDS: readonly (readonly [name: string, key: PageKey])[] = [
  ...Object.entries(STEPS),
  ...[...ERRORS, ...REASONS.map((reason) => REFUSAL_WORDS[reason])].map((key) => [key, key] as const),
];

const MADE = '/* Made of functions/words/word-files/ by "npm run build:script". */';
const json = (value: unknown) => JSON.stringify(value, undefined, 2);

/**
 * The words of the sign-in tag, by their files: those of the pages, in every built-in language. The package knows no file
 * of words, so they lie in its sources, each language apart: a page loads the one that it speaks.
 */
export function tagWords(): ReadonlyMap<string, string> {
  const book = wordBook();
  const shared = [MADE, "", `export const NAMES = ${json(TAG_WORDS.map(([name]) => name))} as const;`, ""];
  const late = [
    MADE,
    "",
    `export const LATE_NAMES = ${json(LATE_WORDS.map(([name]) => name))} as const;`,
    "",
  ];
  const languages = BUILT_IN_LOCALES.map((locale) => {
    const page = book.pages(locale);
    const lines = [
      MADE,
      "",
      "/** In the order of the names, and by the forms that the language has for numbers. */",
      `export default ${json({ texts: TAG_WORDS.map(([, key]) => page[key]), attemptsLeft: page[COUNTED_KEY] })};`,
      "",
    ];
    return [`${locale}.ts`, lines.join("\n")] as const;
  });
  const lateLanguages = BUILT_IN_LOCALES.map((locale) => {
    const texts = LATE_WORDS.map(([, key]) => book.pages(locale)[key]);
    const lines = [MADE, "", "/** In the order of the names. */", `export default ${json(texts)};`, ""];
    return [`factors-${locale}.ts`, lines.join("\n")] as const;
  });
  return new Map([
    ["names.ts", shared.join("\n")],
    ["factors-names.ts", late.join("\n")],
    ...languages,
    ...lateLanguages,
  ]);
}
