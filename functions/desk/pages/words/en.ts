import { FRAME } from "./frame.en.ts";

/** Every text of the desk in English, by its name. */
export const EN = { ...FRAME } as const;
