export { explainHidden } from "./hidden-answer.ts";
export { solveAny } from "./solve-puzzle.ts";
