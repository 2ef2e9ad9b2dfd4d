import type { GoingOn } from "../../flows/going-on.ts";

/** The first fault of steps that were all tried; undefined where none failed. */
export function firstFault(on: Pick<GoingOn, "tell">): unknown {
  try {
    on.tell();
    return undefined;
  } catch (error) {
    return error;
  }
}
