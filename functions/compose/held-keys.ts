import type { Keys } from "../keys/port.ts";
import type { Base } from "./base.ts";

/** The keys of each composition: its parts share them, and what they have read. */
const held = new WeakMap<Base, Keys>();

export function heldKeys(base: Base): Keys | undefined {
  return held.get(base);
}

export function holdKeys(base: Base, keys: Keys): Keys {
  held.set(base, keys);
  return keys;
}
