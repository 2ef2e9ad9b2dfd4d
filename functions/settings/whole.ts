import * as z from "zod/mini";

/** A whole number from `least` to `most`, both allowed. */
export const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
