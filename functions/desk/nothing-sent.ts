import type { DeskServices } from "./services.ts";

/** Who deletes a person sends nothing, and has nothing written. */
export const NOTHING_SENT: Pick<DeskServices, "queue" | "eventQueue" | "previews"> = {
  queue: { enqueue: () => Promise.reject(new Error("A person who is forgotten is sent nothing.")) },
  eventQueue: { order: () => Promise.reject(new Error("Of a person who is forgotten nothing is told.")) },
  previews: () => ({ locales: [], messages: () => [], texts: () => ({}) }),
};
