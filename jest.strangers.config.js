import base from "./jest.config.js";

/**
 * Clients, tools and tests of a certification that were written elsewhere. They have packages of their own:
 * `npm ci --prefix test/strangers` installs these. @type {import("jest").Config}
 */
export default {
  ...base,
  testMatch: ["<rootDir>/test/strangers/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 60_000,
  // Nothing here makes a template.
  globalSetup: undefined,
};
