import type { Seldom } from "./make-client.ts";

/** Loads what few pages need. Where it cannot be loaded, a refusal stands, and a developer is told less. */
const seldom = () => import("./seldom.ts").catch(() => undefined);

/** What a page rarely needs, from a file that is loaded then. */
export const LATE_PARTS: Seldom = {
  solve: async (...asked) => (await seldom())?.solveAny(...asked),
  explain: async (...asked) => (await seldom())?.explainHidden(...asked),
};
