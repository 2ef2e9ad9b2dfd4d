import { describe } from "@jest/globals";
import { parallelGuesses } from "../../support/described-parallel-guesses.ts";

/** The quick play of `thousand-guesses`. */
describe("a hundred guesses at once over twenty challenges of one user", () => parallelGuesses(20));
