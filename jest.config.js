/**
 * Attacks and faults that are played for days of the service's clock, or once for each call or route, and the tests that
 * need AWS's own engine. `npm run test:attacks` runs them, so that `npm test` takes minutes.
 */
export const LONG_PLAYS = [
  "test/attack/attack",
  "test/attack/bad-input",
  "test/attack/imap",
  "test/attack/planted",
  "test/contract/network-attack",
  "test/contract/storage-dynamodb-local",
  "test/http/account/reset",
  "test/http/delivery/killed-deliverer",
  "test/http/delivery/local-providers",
  "test/http/desk/crashed-acts",
  "test/http/desk/takeover-factors",
  "test/http/factors/daily-factor-guessing",
  "test/http/factors/factor-siege",
  "test/http/factors/mailbox-thief",
  "test/http/factors/other-authenticators",
  "test/http/factors/public-reports-typed",
  "test/http/factors/thousand-guesses",
  "test/http/factors/what-changes-end",
  "test/http/faults/blocked-halfway",
  "test/http/faults/durability",
  "test/http/faults/renamed-halfway",
  "test/http/faults/rolled-back-live",
  "test/http/faults/unread-breaker",
  "test/http/money/ceiling",
  "test/http/money/whole-attack",
  "test/http/operations/deploy-over-live",
  "test/http/operations/desk-command",
  "test/http/operations/live-reads",
  "test/http/operations/redrive-command",
  "test/http/operations/rotate-command",
  "test/http/operations/smoke",
  "test/http/sign-in/blocking-races",
  "test/http/sign-in/click-lanes",
  "test/http/sign-in/clicked-links",
  "test/http/sign-in/daily-guessing",
  "test/http/sign-in/guessing",
  "test/http/sign-in/known-device-guesses",
  "test/http/sign-in/life-model",
  "test/http/sign-in/locking-out",
  "test/http/sign-in/networks",
  "test/http/sign-in/registered-oracles",
  "test/stream/dispatch-crashes",
  "test/stream/dynamodb-local-stream",
  "test/stream/lane-life",
  "test/unit/recipient-countries",
  "test/unit/simulated-tables",
];

/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/browser/",
    "<rootDir>/test/deploy/",
    "<rootDir>/test/strangers/",
    "shapes.test.ts",
    ...LONG_PLAYS.map((path) => `<rootDir>/${path}.test.ts`),
  ],
  modulePathIgnorePatterns: ["<rootDir>/cdk.out", "<rootDir>/test/strangers/node_modules"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript" },
          target: "es2023",
          // A module of JSON says so where it is imported.
          experimental: { keepImportAttributes: true },
        },
        module: { type: "es6" },
      },
    ],
  },
  testTimeout: 30_000,
  // All cores: tests wait for sockets and processes, and a worker that is left hanging is ended.
  maxWorkers: "100%",
  // A worker keeps the modules of each file that it ran: beyond some gigabytes it collects garbage more than it tests.
  workerIdleMemoryLimit: "1500MB",
  setupFilesAfterEnv: ["<rootDir>/test/support/close-after-tests.ts"],
  globalSetup: "<rootDir>/test/infrastructure/synthesis/start-maker.ts",
  globalTeardown: "<rootDir>/test/support/end-of-run.ts",
};
