import { describe, expect, it } from "@jest/globals";
import { DEPLOYED_HANDLERS } from "../../lib/add-stage.ts";
import { bundleSizes } from "../bench/bundle-sizes.ts";

/** In bytes. A larger one is loaded and compiled for longer whenever Lambda starts it. */
const LARGEST = 500_000;

describe("the bundles, as they are deployed", () => {
  const handlers = [...new Set(DEPLOYED_HANDLERS)];
  const sizes = bundleSizes(handlers);

  it.each(handlers)("%s is under 500 kB", (handler) => {
    expect(sizes.get(handler)).toBeLessThan(LARGEST);
  });
});
