import type { Chance } from "./chance.ts";
import type { Events } from "./events.ts";
import type { Values } from "./limits.ts";
import type { Strains } from "./strains.ts";

/** What all parts of a run share. */
export interface World {
  readonly events: Events;
  readonly chance: Chance;
  readonly values: Values;
  readonly strains: Strains;
}
