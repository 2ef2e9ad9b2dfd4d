import base from "./jest.config.js";

/** The pages in a real browser. @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["<rootDir>/test/browser/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 60_000,
  // Nothing here makes a template.
  globalSetup: undefined,
};
