import base from "./jest.config.js";

/** A deployment with the real command line, to a stand-in for AWS. @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["<rootDir>/test/deploy/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 300_000,
};
