/**
 * The environment for a program whose output is compared. Where jest itself writes to a terminal, it asks its workers for
 * colours, and a program that they start would colour its output as well.
 */
export const WITHOUT_COLOURS: NodeJS.ProcessEnv = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: "1" };
