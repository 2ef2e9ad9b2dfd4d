import type { AttackCase } from "./case.ts";
import { codeCases } from "./cases/codes.ts";
import { enumerationCases } from "./cases/enumeration.ts";
import { pageCases } from "./cases/pages.ts";
import { raceCases } from "./cases/races.ts";
import { sessionCases } from "./cases/sessions.ts";
import { appCases } from "./latchkey/cases/apps.ts";
import { customerCases } from "./latchkey/cases/customers.ts";
import { deskCases } from "./latchkey/cases/desk.ts";
import { deviceCases } from "./latchkey/cases/devices.ts";
import { factorCases } from "./latchkey/cases/factors.ts";
import { forgeryCases } from "./latchkey/cases/forgery.ts";
import { formCases } from "./latchkey/cases/forms.ts";
import { gatewayCases } from "./latchkey/cases/gateway.ts";
import { lockOutCases } from "./latchkey/cases/locking-out.ts";
import { notificationCases } from "./latchkey/cases/notifications.ts";
import { passkeyCases } from "./latchkey/cases/passkeys.ts";
import { phoneCases } from "./latchkey/cases/phones.ts";
import { receiptCases } from "./latchkey/cases/receipts.ts";

/** What makes sense for every product that signs people in by codes; it goes through `Target` alone. */
export const commonCases: readonly AttackCase[] = [
  ...raceCases,
  ...codeCases,
  ...sessionCases,
  ...pageCases,
  ...enumerationCases,
];

/** What moves the clock far comes last. */
const CLOCKED: readonly AttackCase[] = [...deviceCases, ...lockOutCases];

/** What is about Latchkey's own protocol. */
export const latchkeyCases: readonly AttackCase[] = [
  ...forgeryCases,
  ...formCases,
  ...gatewayCases,
  ...deskCases,
  ...receiptCases,
  ...appCases,
  ...factorCases,
  ...customerCases,
  ...phoneCases,
  ...passkeyCases,
  ...notificationCases,
  ...CLOCKED,
];

/** Every attack, in the order in which they run: what a stage's limit of an hour may stop comes late. */
export const attackCases: readonly AttackCase[] = [
  ...commonCases.filter((one) => !enumerationCases.includes(one)),
  ...latchkeyCases.filter((one) => !CLOCKED.includes(one)),
  ...enumerationCases,
  ...CLOCKED,
];
