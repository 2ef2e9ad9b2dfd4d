import { statSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { synthesize } from "./synthesize.ts";

/** In bytes. A larger one is loaded and compiled for longer whenever Lambda starts it. */
const LARGEST = 500_000;

const { bundles } = await synthesize("prod", {}, { bundled: true });

describe("the bundles, as they are deployed", () => {
  it.each([...bundles])("%s is under 500 kB", (_handler, file) => {
    expect(statSync(file).size).toBeLessThan(LARGEST);
  });
});
