import type { AttackCase } from "./case.ts";
import { browserCases } from "./cases/browsers.ts";
import { enumerationCases } from "./cases/enumeration.ts";
import { forgeryCases } from "./cases/forgery.ts";
import { lockOutCases } from "./cases/locking-out.ts";
import { raceCases } from "./cases/races.ts";

/** Every attack, in the order in which they run: what moves the clock far comes last. */
export const attackCases: readonly AttackCase[] = [
  ...raceCases,
  ...forgeryCases,
  ...browserCases,
  ...enumerationCases,
  ...lockOutCases,
];
