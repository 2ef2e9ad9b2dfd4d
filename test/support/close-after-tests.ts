import { afterAll, afterEach, beforeEach } from "@jest/globals";
import { beginTest, endFile, endTest } from "./close-later.ts";

// In every test file. Before its own hooks of these kinds, but for those in a describe, which come first when it ends.
beforeEach(beginTest);
afterEach(() => endTest());
afterAll(() => endFile());
