import type { Settings } from "../../settings.ts";
import { type Times, timesIn } from "./figures.ts";

/** Times as the owner's zone has them. */
export function timesOf({ desk }: Pick<Settings, "desk">): Times {
  return timesIn(desk?.timeZone ?? "UTC");
}
