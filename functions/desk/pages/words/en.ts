import { AUDIT } from "./audit.en.ts";
import { CUSTOMERS } from "./customers.en.ts";
import { EVENTS } from "./events.en.ts";
import { FRAME } from "./frame.en.ts";
import { PERSON } from "./person.en.ts";
import { TODAY } from "./today.en.ts";

/** Every text of the desk in English, by its name. */
export const EN = { ...FRAME, ...TODAY, ...PERSON, ...CUSTOMERS, ...AUDIT, ...EVENTS } as const;
