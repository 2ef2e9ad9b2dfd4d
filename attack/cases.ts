import type { AttackCase } from "./case.ts";
import { enumerationCases } from "./cases/enumeration.ts";
import { raceCases } from "./cases/races.ts";
import { forgeryCases } from "./latchkey/cases/forgery.ts";
import { formCases } from "./latchkey/cases/forms.ts";
import { lockOutCases } from "./latchkey/cases/locking-out.ts";

/** What makes sense for every product that signs people in by codes; it goes through `Target` alone. */
export const commonCases: readonly AttackCase[] = [...raceCases, ...enumerationCases];

/** What is about Latchkey's own protocol; what moves the clock far comes last. */
export const latchkeyCases: readonly AttackCase[] = [...forgeryCases, ...formCases, ...lockOutCases];

/** Every attack, in the order in which they run. */
export const attackCases: readonly AttackCase[] = [...commonCases, ...latchkeyCases];
