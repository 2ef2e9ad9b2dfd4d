/**
 * Which file may import what: the table that `test/architecture.test.ts` holds against the sources, and from which
 * `npm run docs:architecture` makes the layout in docs/architecture.md.
 */

/**
 * Files or packages by their paths: one that ends in `/` stands for everything below it, a `*` for one name. The
 * document shows these very words, so they cannot say something else than the test.
 */
export type Pattern = string;

/** Patterns that several rows share, under one name. */
export interface Group {
  readonly name: string;
  readonly patterns: readonly Pattern[];
}

/** One capability: where it is, what it is, and what its files may import beside their own folder. */
export interface Row {
  readonly places: readonly Pattern[];
  /** The meaning, in one line. */
  readonly what: string;
  readonly imports: readonly (Pattern | Group)[];
}

/** Rows of one height: they import their own floor or a lower one, where their row allows it, and never a higher one. */
export interface Floor {
  readonly name: string;
  readonly rows: readonly Row[];
}

const domain: Group = { name: "domain", patterns: ["functions/domain/"] };
const ports: Group = { name: "ports", patterns: ["functions/*/port.ts", "functions/storage/port/"] };
const flows: Group = { name: "flows", patterns: ["functions/flows/"] };
const http: Group = { name: "http", patterns: ["functions/http/"] };
const pages: Group = { name: "pages", patterns: ["functions/pages/"] };
const words: Group = { name: "words", patterns: ["functions/words/"] };
const compose: Group = { name: "compose", patterns: ["functions/compose/"] };

const data: Group = {
  name: "shared data",
  patterns: [
    "functions/routes.ts",
    "functions/routes/*.ts",
    "functions/settings.ts",
    "functions/settings/*.ts",
    "functions/settings/live/*.ts",
    "functions/settings-file.ts",
    "functions/check-input.ts",
    "functions/delivery/options.ts",
    "functions/delivery/messaging-options.ts",
    "functions/delivery/option-fields.ts",
    "functions/delivery/credential-forms.ts",
    "functions/delivery/needed-credentials.ts",
    "functions/delivery/retries.ts",
    "functions/outbound/event-retries.ts",
    "functions/observability/metric-names.ts",
  ],
};

const wording: Group = {
  name: "wording",
  patterns: ["functions/words/*.ts", "functions/delivery/segments.ts", "functions/delivery/longest.ts"],
};

/** What a code looks like: everything that shows or reads one knows it. */
const CODE_SHAPE: Pattern = "functions/domain/typed/code-shape.ts";
const ACR: Pattern = "functions/domain/acr.ts";

/** Whatever is not ours: packages and Node's own modules. */
export const ANY_PACKAGE: Group = { name: "any package", patterns: [] };

const EVERYTHING: Group = { name: "everything", patterns: ["*", "*/"] };

/** Groups that the document explains; the others are called like their folder. */
export const EXPLAINED: readonly Group[] = [ports, data, wording];

/** Capabilities of their own: handlers, compose, lib and their own commands import them, and no other file does. */
export const WINGS: readonly Pattern[] = ["functions/oidc/", "functions/factors/", "functions/desk/"];

/** What a wing may import beside its own folder: it is never the wing of another. */
const forWings = [domain, ports, flows, http, pages, data, "node:crypto", "zod/mini"];

/** From the ground up. The first row that fits a file holds, so a single file stands before its folder. */
export const FLOORS: readonly Floor[] = [
  {
    name: "Rules",
    rows: [
      {
        places: ["functions/domain/typed/code.ts", CODE_SHAPE, "functions/domain/typed/fold.ts"],
        what: "how a code is read; browsers run this too, so it imports nothing that they lack",
        imports: ["functions/domain/typed/fold.ts", CODE_SHAPE],
      },
      {
        places: ["functions/domain/typed/phone-data.ts"],
        what: "the data about phone numbers, which lies beside a function's code",
        imports: ["node:module", "libphonenumber-js/core"],
      },
      {
        places: ["functions/domain/shown-domain.ts"],
        what: "a domain as people write it: IDNA is in Node alone",
        imports: ["node:url"],
      },
      {
        places: ["functions/domain/"],
        what: "pure rules: ids, passcodes, recipients, ledger, sessions",
        imports: [
          ...[
            "functions/domain/",
            "node:crypto",
            "libphonenumber-js",
            "libphonenumber-js/",
            "email-misspelled",
          ],
        ],
      },
    ],
  },
  {
    name: "Data that all share",
    rows: [
      {
        places: ["functions/routes.ts", "functions/routes/"],
        what: "routes and consumers, and what each of them may touch",
        imports: ["functions/routes/"],
      },
      {
        places: ["functions/observability/metric-names.ts"],
        what: "the metrics that functions write and dashboard and alarms read",
        imports: [],
      },
      {
        places: ["functions/settings.ts", "functions/settings/"],
        what: "the schema of everything that an owner can choose",
        imports: [
          ...["functions/settings/", "functions/domain/challenge.ts", "functions/domain/channel.ts"],
          ...[
            "functions/settings.ts",
            "functions/settings-file.ts",
            "functions/check-input.ts",
            "functions/domain/events/event-types.ts",
            "functions/domain/desk-purposes.ts",
            "functions/domain/first-party.ts",
            "functions/domain/network.ts",
            "functions/delivery/options.ts",
            "functions/delivery/option-fields.ts",
            "functions/delivery/needed-credentials.ts",
            "zod",
            "zod/",
          ],
        ],
      },
      {
        places: ["functions/settings-file.ts"],
        what: "the settings beside a function's code: taken as they were checked, or checked again",
        imports: [
          "functions/settings.ts",
          "functions/settings/schema.ts",
          "node:crypto",
          "node:fs",
          "node:path",
        ],
      },
      {
        places: ["functions/check-input.ts"],
        what: "holds inputs against schemas, with faults in English",
        imports: ["zod/"],
      },
      {
        places: ["functions/delivery/retries.ts", "functions/outbound/event-retries.ts"],
        what: "when a send, or an event, is tried again",
        imports: [],
      },
      {
        places: ["functions/storage/indexes.ts"],
        what: "the table's indexes, for the template, the local table and the stores",
        imports: [],
      },
      {
        places: [
          "functions/delivery/options.ts",
          "functions/delivery/messaging-options.ts",
          "functions/delivery/option-fields.ts",
          "functions/delivery/credential-forms.ts",
          "functions/delivery/needed-credentials.ts",
        ],
        what: "the schema of each provider's options, and of what it logs in with",
        imports: [
          "functions/delivery/options.ts",
          "functions/delivery/needed-credentials.ts",
          "functions/delivery/messaging-options.ts",
          "functions/delivery/option-fields.ts",
          "functions/domain/channel.ts",
          "zod/mini",
        ],
      },
      {
        places: ["functions/config.ts"],
        what: "the only reader of the environment",
        imports: [domain, data],
      },
      {
        places: ["functions/words/word-files.ts"],
        what: "the only reader of files of words",
        imports: ["functions/words/locales.ts", "node:fs", "node:path"],
      },
      {
        places: ["functions/words/"],
        what: "the words of messages and pages, and pure functions of them",
        imports: ["functions/words/", "functions/domain/locale.ts", "functions/domain/errors.ts", CODE_SHAPE],
      },
      {
        places: ["functions/delivery/segments.ts"],
        what: "counts the segments of an SMS",
        imports: [],
      },
    ],
  },
  {
    name: "Ports",
    rows: [
      {
        places: ports.patterns,
        what: "what flows ask of an adapter: its shape, and no more; a store by its name (`storage.challenges.read`)",
        imports: [domain, data, "functions/storage/port/"],
      },
    ],
  },
  {
    name: "Use cases and adapters",
    rows: [
      {
        places: ["functions/flows/"],
        what: "one use case a file",
        imports: [domain, ports, data, "functions/delivery/segments.ts", "functions/flows/"],
      },
      {
        places: ["functions/storage/dynamodb/"],
        what: "the table; every step one conditional write",
        imports: ["functions/storage/", domain, "@aws-sdk/", "node:crypto"],
      },
      {
        places: ["functions/delivery/providers/"],
        what: "one file for each provider",
        imports: [
          ...["functions/delivery/", words, domain, "@aws-sdk/", "nodemailer/lib/"],
          ...["standardwebhooks", "zod/mini"],
        ],
      },
      {
        places: ["functions/delivery/"],
        what: "what is sent: messages, queues, logins, the circuit around a provider",
        imports: ["functions/delivery/", words, domain, "functions/check-input.ts", "@aws-sdk/", "zod/mini"],
      },
      {
        places: ["functions/signing/"],
        what: "signs and checks tokens",
        imports: ["functions/signing/", domain, ports, "jose", "@aws-sdk/", "node:crypto"],
      },
      {
        places: ["functions/bot-check/"],
        what: "what a network solves that has asked for too much",
        imports: ["functions/bot-check/", domain, ports, "node:crypto"],
      },
      {
        places: ["functions/keys/"],
        what: "the secrets: their documents, a cache, filling, rotation",
        imports: [
          ...["functions/keys/", domain, data, "@aws-sdk/", "zod", "zod/"],
          ...["node:crypto", "node:util"],
        ],
      },
      {
        places: ["functions/observability/"],
        what: "logs and metrics",
        imports: ["functions/observability/", "functions/config.ts", "@aws-lambda-powertools/"],
      },
      {
        places: ["functions/receipts/"],
        what: "what providers report of a message, read by its shape",
        imports: ["functions/receipts/", domain, ports, "node:crypto", "node:zlib", "aws-lambda"],
      },
      {
        places: ["functions/outbound/"],
        what: "calls to addresses that the owner names, and where they wait",
        imports: [
          ...["functions/outbound/", domain, "@aws-sdk/client-eventbridge", "@aws-sdk/client-sqs"],
          ...["standardwebhooks", "zod/mini"],
          ...["node:dns", "node:http", "node:https", "node:net"],
        ],
      },
      {
        places: ["functions/stream/"],
        what: "batches of the table's stream and of the queues",
        imports: [
          ...["functions/stream/", ports, data, "functions/domain/channel.ts"],
          ...["functions/domain/errors.ts", "functions/domain/statistics/sequence.ts", "aws-lambda"],
          ...["functions/domain/events/event.ts", "functions/domain/factors-reset.ts"],
        ],
      },
    ],
  },
  {
    name: "The protocol",
    rows: [
      {
        places: ["functions/http/"],
        what: "the chain, schemas, problems, cookies, guards; it shows a person nothing",
        imports: [
          ...["functions/http/", flows, domain, ports, data, "@middy/core", "zod/mini"],
          ...["aws-lambda", "node:crypto", "bowser"],
        ],
      },
    ],
  },
  {
    name: "What a person sees",
    rows: [
      {
        places: ["functions/pages/page-files.ts"],
        what: "reads style and script of the pages from files",
        imports: [
          ...["functions/pages/words.ts", "functions/words/word-book.ts"],
          ...["node:crypto", "node:fs", "node:path"],
        ],
      },
      {
        places: ["functions/pages/"],
        what: "the pages of the sign-in, and their replies",
        imports: ["functions/pages/", words, http, flows, domain, ports, data, "node:crypto"],
      },
    ],
  },
  {
    name: "Wings",
    rows: [
      {
        places: ["functions/oidc/"],
        what: "sign-in to apps by OpenID Connect: its rules, flows, replies and pages",
        imports: ["functions/oidc/", ...forWings],
      },
      {
        places: ["functions/factors/"],
        what: "what a person proves beside a code: authenticators and backup codes, and where they are enrolled",
        imports: ["functions/factors/", ...forWings, "@simplewebauthn/server", "qr"],
      },
      {
        places: ["functions/desk/sign-in/"],
        what: "how admins sign in to the desk: by codes and factors as users have them, and no session of theirs",
        imports: ["functions/desk/", "functions/factors/", ...forWings],
      },
      {
        places: ["functions/desk/"],
        what: "what admins do and ask: one table of acts, their roles and their audit",
        imports: ["functions/desk/", ...forWings],
      },
    ],
  },
  {
    name: "Composition",
    rows: [
      {
        places: ["functions/compose/"],
        what: "the composition root: gives ports their adapters",
        imports: ["functions/", ANY_PACKAGE],
      },
    ],
  },
  {
    name: "Handlers",
    rows: [
      {
        places: ["functions/handlers/fill-secrets.ts", "functions/handlers/rotate-secrets.ts"],
        what: "run beside the service, without it around them",
        imports: [
          ...["functions/keys/", "functions/routes.ts", "functions/config.ts", "functions/domain/errors.ts"],
          ...["@aws-sdk/client-secrets-manager", "aws-lambda", "node:timers/promises"],
        ],
      },
      {
        places: ["functions/handlers/set-sms-account.ts"],
        what: "runs at a deployment, without the service around it",
        imports: [
          ...["functions/delivery/sms-account.ts", "functions/observability/metric-names.ts"],
          ...["@aws-sdk/client-sns", "aws-lambda"],
        ],
      },
      {
        places: ["functions/handlers/describe-api.ts"],
        what: "serves the API's description",
        imports: ["functions/http/endpoint.ts", "functions/http/reply.ts", compose],
      },
      {
        places: ["functions/handlers/"],
        what: "one file for each route, stream and queue",
        imports: [
          ...[http, flows, pages, ...WINGS, "functions/receipts/", "functions/stream/", compose],
          ...["functions/settings.ts", "aws-lambda"],
        ],
      },
    ],
  },
  {
    name: "Entry points",
    rows: [
      {
        places: ["functions/entries/"],
        what: "where each function begins, with its handlers and what they need",
        imports: ["functions/handlers/", compose],
      },
    ],
  },
  {
    name: "Where it runs",
    rows: [
      {
        places: ["lib/openapi/"],
        what: "the API's description: what endpoints check and answer, nothing that runs them",
        imports: [
          ...["lib/openapi/", data, "functions/oidc/describe-issuer.ts", "functions/oidc/oauth-error.ts"],
          "functions/factors/factor-bodies.ts",
          "functions/desk/inputs.ts",
          ...["functions/http/problem.ts", "functions/http/schemas.ts", "functions/domain/challenge.ts"],
          ...["functions/domain/channel.ts", "functions/domain/errors.ts", ACR, CODE_SHAPE, "zod", "zod/"],
          ...["functions/domain/webauthn-challenge.ts", "functions/factors/passkeys/schemas.ts"],
          "functions/factors/push/schemas.ts",
          "functions/factors/passkeys/passkey-problem.ts",
        ],
      },
      {
        places: ["lib/events/"],
        what: "the schemas of events, for docs/events/",
        imports: ["lib/events/", domain, "zod"],
      },
      {
        places: ["lib/"],
        what: "the CDK app: stage configuration, two stacks, constructs",
        imports: [
          ...["lib/", data, wording, "functions/config.ts", "functions/domain/channel.ts", CODE_SHAPE],
          "functions/domain/prices/",
          // Whether admins can be sent a code.
          ...["functions/domain/address-kind.ts", "functions/domain/recipient.ts"],
          // Which addresses are called at all.
          "functions/outbound/public-address.ts",
          // What the stage has End User Messaging report.
          "functions/domain/messaging-events.ts",
          "functions/storage/indexes.ts",
          // What lies beside the code of a function that reads numbers.
          "functions/domain/typed/phone-data.ts",
          ...["aws-cdk-lib", "aws-cdk-lib/", "cdk-nag", "constructs", "zod", "zod/", "esbuild", "node:*"],
        ],
      },
      {
        places: ["bin/"],
        what: "commands: the CDK's entry, the local service, the deployment, and what operators run",
        imports: ["bin/", "lib/", "functions/", ANY_PACKAGE],
      },
    ],
  },
  {
    name: "Beside the service",
    rows: [
      {
        places: ["client/src/"],
        what: "the client's package: it knows the API alone, and reads codes as the service does",
        imports: ["client/src/", ACR, "functions/domain/typed/code.ts", CODE_SHAPE, "jose", "react"],
      },
      {
        places: ["attack/peers/"],
        what: "other products under the same attacks, by adapters; their servers have packages of their own",
        imports: ["attack/", "node:*"],
      },
      {
        places: ["attack/"],
        what: "attacks on a running service, which know nothing of how it is made",
        imports: ["attack/", "node:*", "node:timers/promises", "imapflow"],
      },
      {
        places: ["examples/waste-billing/"],
        what: "a portal that signs its customers in, as any app would",
        imports: ["examples/waste-billing/", "openid-client", "node:*"],
      },
      {
        places: ["examples/receiver/"],
        what: "a receiver of events, which knows the library of signatures alone",
        imports: ["standardwebhooks", "node:http", "node:stream/consumers"],
      },
      {
        places: ["examples/account/"],
        what: "a user with an authenticator, in a terminal",
        imports: ["examples/account/", "latchkey-client", "latchkey-client/", "node:*"],
      },
      {
        places: ["examples/"],
        what: "examples of the client's package",
        imports: ["latchkey-client", "latchkey-client/", "node:*", "esbuild"],
      },
    ],
  },
  {
    name: "Tests",
    rows: [
      {
        places: ["test/"],
        what: "tests, benchmarks and what takes the pictures",
        imports: [EVERYTHING],
      },
    ],
  },
];

/** Files that are longer than 250 lines, and why that serves their readers. */
export const LONG: Readonly<Record<string, string>> = {
  "lib/constructs/alarm-list.ts": "one list, in the order of the runbook",
  "lib/constructs/dashboard.ts": "one page, section by section",
  "functions/config.ts": "the one reader of the environment",
  "functions/words/page-texts.ts": "one list: the names of all that the pages say",
  "client/src/element.ts": "one element, whose steps change the same state",
  "client/src/react/flow.ts": "one sign-in, whose steps change the same state",
  "test/architecture/table.ts": "one table, which is read as a whole",
  "test/calls/played-life.ts": "one life, in the order in which it is lived",
  "test/client/transactions.test.ts": "one claim, at each check that reads it",
  "test/contract/damaged-item-contract.ts": "one row for each kind of item that can be damaged",
  "test/contract/grant-contract.ts": "one store: codes, refresh tokens and grants from first to last",
  "test/infrastructure/template-checks.ts": "each look at a template, in the order of what it finds",
  "test/stream/dispatch-crashes.test.ts": "each kind of record, broken at each of its calls",
  "test/stream/dispatch.test.ts": "one consumer, through each kind of change",
  "test/stream/lane-life.test.ts": "one life of lanes, beside a plain account of it",
  "test/unit/preflight.test.ts": "one account, seen by each look in turn",
  "test/unit/settings.test.ts": "each setting, at its bounds",
  "test/http/account/account-page.test.ts": "one page: what it shows, ends and refuses, in each mode",
  "test/http/operations/costs.test.ts": "one list of what each request costs",
  "test/http/sign-in/registered-oracles.test.ts": "one list of walks, taken by a customer and by a stranger",
  "test/http/sign-in/second-step-pages.test.ts":
    "one walk in a browser, from the first set-up to every way out",
};
