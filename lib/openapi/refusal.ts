import { refusalProblem } from "../../functions/http/problem.ts";
import { parseSettings } from "../../functions/settings/schema.ts";

const parsed = parseSettings({});
if ("faults" in parsed) throw new Error(parsed.faults.join("\n"));
const { settings } = parsed;

/** The problem that a refused outcome is, as a service with the default settings words it. */
export const refusal = (of: Parameters<typeof refusalProblem>[0]) => refusalProblem(of, settings);
