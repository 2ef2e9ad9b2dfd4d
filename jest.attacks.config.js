import base, { LONG_PLAYS } from "./jest.config.js";

/** What takes long: see there. @type {import("jest").Config} */
export default {
  ...base,
  testMatch: LONG_PLAYS.map((path) => `<rootDir>/${path}.test.ts`),
  testPathIgnorePatterns: ["/node_modules/"],
};
