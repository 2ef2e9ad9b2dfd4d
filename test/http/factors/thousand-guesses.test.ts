import { describe } from "@jest/globals";
import { parallelGuesses } from "../../support/described-parallel-guesses.ts";

describe("a thousand guesses at once over two hundred challenges of one user", () => parallelGuesses(200));
