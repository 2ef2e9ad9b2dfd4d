import { dirname } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { withLayout } from "./architecture/document.ts";
import { exportedNames, SHARED } from "./architecture/names.ts";
import { allows, files, importsOf, means, source } from "./architecture/sources.ts";
import { FLOORS, LONG, type Row, WINGS } from "./architecture/table.ts";

const rows = FLOORS.flatMap(({ rows }, floor) => rows.map((row) => ({ ...row, floor })));

/** The first row that fits a file, and its floor. */
const rowOf = (file: string) => rows.find(({ places }) => places.some((place) => means(place, file)));
const named = (row: Row) => row.places.join(", ");

/** Everything that our files import and that a rule forbids. */
const strays = (forbidden: (file: string, target: string) => boolean) =>
  files.flatMap((file) =>
    importsOf(file)
      .filter((target) => forbidden(file, target))
      .map((target) => `${file} imports ${target}`),
  );

describe("the architecture", () => {
  it.each(rows.map((row) => [named(row), row] as const))("holds for %s", (name, { imports }) => {
    const governed = files.filter(
      (file) => named(rowOf(file) ?? { places: [], what: "", imports: [] }) === name,
    );
    expect(governed).not.toEqual([]);
    expect(strays((file, target) => governed.includes(file) && !allows(imports, target))).toEqual([]);
  });

  it("has a row for every file", () => {
    expect(files.filter((file) => rowOf(file) === undefined)).toEqual([]);
  });

  it("has no import that runs back up", () => {
    const floorOf = (file: string) => rowOf(file)?.floor ?? 0;
    expect(strays((file, target) => floorOf(target) > floorOf(file))).toEqual([]);
  });

  it("lets handlers, compose, lib and a wing's own command alone import a wing", () => {
    // Admins prove the factors that users have.
    const OF_FACTORS = "functions/desk/sign-in/";
    // The desk's command says what the desk's acts answer, in the words that its pages have.
    const may = ["functions/handlers/", "functions/compose/", "lib/", "test/", "bin/desk/", OF_FACTORS];
    const wingOf = (path: string) => WINGS.find((wing) => means(wing, path));
    expect(
      strays((file, target) => {
        const wing = wingOf(target);
        return wing !== undefined && wingOf(file) !== wing && !may.some((place) => means(place, file));
      }),
    ).toEqual([]);
  });

  it("is described in docs/architecture.md as the table has it", () => {
    const document = source("docs/architecture.md");
    expect(withLayout(document)).toBe(document);
  });

  it("composes adapters in compose/ and on the laptop alone", () => {
    const adapters =
      /^functions\/(storage\/dynamodb|delivery|signing|keys|observability)\/(?!port|options|option-fields|retries|segments|longest|metric-names|documents|dynamodb\/port)/;
    const composers =
      /^(functions\/compose\/|functions\/handlers\/(fill-secrets|rotate-secrets|set-sms-account)\.ts|bin\/|test\/)/;
    const own = (file: string, target: string) =>
      dirname(file).startsWith(dirname(target)) || dirname(target).startsWith(dirname(file));
    expect(
      strays((file, target) => !composers.test(file) && adapters.test(target) && !own(file, target)),
    ).toEqual([]);
  });

  it("reads the environment in config.ts alone", () => {
    const readers = files.filter(
      (file) => file.startsWith("functions/") && /\bprocess\.env\b/.test(source(file)),
    );
    expect(readers).toEqual(["functions/config.ts"]);
  });

  it("never asks the system for the time or for chance in the domain and the flows", () => {
    const askers = files.filter(
      (file) =>
        /^functions\/(domain|flows)\//.test(file) &&
        /Date\.now|new Date\(\)|Math\.random|randomBytes|randomInt/.test(source(file)),
    );
    expect(askers).toEqual([]);
  });

  it("checks words where they are deployed or developed, and in no function", () => {
    const checkers = files.filter((file) =>
      importsOf(file).some((target) => target === "functions/words/check-words.ts"),
    );
    const running = checkers.filter((file) => !/^(lib|bin|test)\//.test(file));
    expect([checkers.length > 0, running]).toEqual([true, []]);
  });

  it("keeps files short", () => {
    const lengths = new Map(files.map((file) => [file, source(file).split("\n").length - 1]));
    const tooLong = [...lengths].filter(
      ([file, lines]) => lines > (file.startsWith("functions/handlers/") ? 40 : 250),
    );
    expect(tooLong.map(([file]) => file)).toEqual(Object.keys(LONG));
    const sorted = [...lengths.values()].sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
  });

  it("gives one name to one thing, and says why where it does not", () => {
    const shared = [...exportedNames()].filter(([, places]) => new Set(places).size > 1);
    const unexplained = shared.filter(([name]) => !(name in SHARED));
    expect(unexplained).toEqual([]);
    expect(Object.keys(SHARED).filter((name) => !shared.some(([other]) => other === name))).toEqual([]);
  });

  it("reads a bearer in one place of the service", () => {
    const readers = files.filter(
      (file) => file.startsWith("functions/") && source(file).includes("/^Bearer "),
    );
    expect(readers).toEqual(["functions/http/bearer.ts"]);
  });

  it("has no drawer for odds and ends", () => {
    const drawers = files.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|services)\/|\/index\.ts$/.test(file),
    );
    expect(drawers).toEqual([]);
  });
});
