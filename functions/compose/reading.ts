import type { ReadingStorage, Storage, Stores } from "../storage/port.ts";

/** Services with the reading half of the stores: what the handler of a GET is given. `Written` are verbs beside it. */
export type Reading<Services, Written = unknown> = {
  readonly [Name in keyof Services]: Services[Name] extends Storage
    ? ReadingStorage & Written
    : Services[Name];
};

/** The one GET that writes: it keeps the code that it gives an app, which opens nothing until it is exchanged. */
export type WritingGet = "authorize";

/** What that GET is given. */
export type KeepingCodes<Services> = Reading<Services, Stores<{ grants: "keep" }>>;
