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
  setupFilesAfterEnv: ["<rootDir>/test/support/close-after-tests.ts"],
  globalSetup: "<rootDir>/test/infrastructure/synthesis/start-maker.ts",
  globalTeardown: "<rootDir>/test/support/end-of-run.ts",
};
