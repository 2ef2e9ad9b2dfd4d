import base from "./jest.config.js";

/** Every stage shape that the documents describe, through the whole path of a synthesis. @type {import("jest").Config} */
export default {
  ...base,
  testMatch: ["<rootDir>/test/infrastructure/shapes.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 60_000,
  // It makes its own templates.
  globalSetup: undefined,
};
