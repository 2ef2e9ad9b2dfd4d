import { describe, expect, it } from "@jest/globals";
import { consumers, routes } from "../../functions/routes.ts";
import { bundleSizes } from "../bench/bundle-sizes.ts";

/** In bytes. A larger one is loaded and compiled for longer whenever Lambda starts it. */
const LARGEST = 500_000;

describe("the bundles, as they are deployed", () => {
  const handlers = [...new Set([...routes, ...consumers].map(({ handler }) => handler)), "fill-secrets"];
  const sizes = bundleSizes(handlers);

  it.each(handlers)("%s is under 500 kB", (handler) => {
    expect(sizes.get(handler)).toBeLessThan(LARGEST);
  });
});
