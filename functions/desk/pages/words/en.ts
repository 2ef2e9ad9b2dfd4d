import { ATTACKS } from "./attacks.en.ts";
import { AUDIT } from "./audit.en.ts";
import { CUSTOMERS } from "./customers.en.ts";
import { EVENTS } from "./events.en.ts";
import { FRAME } from "./frame.en.ts";
import { OUTCOMES } from "./outcomes.en.ts";
import { PERSON } from "./person.en.ts";
import { SETTINGS } from "./settings.en.ts";
import { TODAY } from "./today.en.ts";

/** Every text of the desk in English, by its name. */
export const EN = {
  ...FRAME,
  ...OUTCOMES,
  ...TODAY,
  ...PERSON,
  ...CUSTOMERS,
  ...ATTACKS,
  ...SETTINGS,
  ...AUDIT,
  ...EVENTS,
} as const;
