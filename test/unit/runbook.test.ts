import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { commandOf, OPTIONS } from "../../bin/desk/commands.ts";
import { consumers, reportRoutes } from "../../functions/routes/consumers.ts";
import { FUNCTIONS } from "../../functions/routes/functions.ts";
import { routes } from "../../functions/routes.ts";

const DOCS = join(import.meta.dirname, "../../docs");
const read = (name: string) => readFileSync(join(DOCS, name), "utf8");
const runbook = read("operations.md");

/** What is written after `npm run desk --`, up to the end of the code or of the line of a shell. */
const written = readdirSync(DOCS)
  .filter((name) => name.endsWith(".md"))
  .flatMap((name) =>
    [...read(name).matchAll(/npm run desk -- ([^`\n]+)/g)].map(([, words = ""]) => ({ name, words })),
  );

/** The words of a line of a shell, as far as documents write them. */
function wordsOf(line: string): string[] {
  const [command = ""] = line.split(/ > | #/);
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

function fault(line: string): string | undefined {
  // A line of the usage, and several commands in one.
  if (/[[\]|]|\.\.\.|…/.test(line)) return undefined;
  // The commands in general.
  if (line.trim().endsWith("--stage")) return undefined;
  try {
    const parsed = parseArgs({ args: wordsOf(line), options: OPTIONS, allowPositionals: true });
    return commandOf(parsed.positionals, parsed.values) ? undefined : line;
  } catch {
    // An option that is not there, or that lacks its value.
    return line;
  }
}

describe("commands of the desk that documents tell to run", () => {
  it("are taken as they are written, where they are whole", () => {
    expect(written.length).toBeGreaterThan(40);
    // A name without what follows it: `settings remove`.
    const whole = written.filter(({ words }) => /[\d@A-Z"]|--/.test(words));
    expect(whole.length).toBeGreaterThan(30);
    expect(
      whole.flatMap(({ name, words }) => (fault(words) === undefined ? [] : [`${name}: ${words}`])),
    ).toEqual([]);
  });

  it("stand in the place of edits of the table", () => {
    const restoring = runbook.indexOf("## Restoring the table");
    expect(runbook.slice(0, restoring)).not.toMatch(/put-item|update-item|delete-item/);
    // The one edit that no command makes.
    const { length } = runbook.match(/\*\*By hand\*\*/g) ?? [];
    expect(length).toBe(1);
    expect(`${runbook}${read("troubleshooting.md")}`).not.toMatch(
      /[Dd]eleting (it|that one)|delete it to|`failures` (in the ledger, set )?to 0|put `voidedAt`|take `stop#|remove `offUntil`/,
    );
  });
});

describe("how long items are kept", () => {
  it("is said of every kind of partition that a function may touch", () => {
    const kept = runbook.split("\n").filter((line) => /^\| .*\| +`[a-z]+#`/.test(line));
    const documented = kept.flatMap((row) => row.match(/(?<=`)[a-z]+(?=#`)/g) ?? []);
    const rows: readonly object[] = [...Object.values(FUNCTIONS), ...routes, ...consumers, ...reportRoutes];
    const touched = new Set(
      rows.flatMap((row) => [
        ...("keys" in row ? (row.keys as readonly string[]) : []),
        ...("onlyReads" in row ? (row.onlyReads as readonly string[]) : []),
      ]),
    );
    expect(touched.size).toBeGreaterThan(10);
    expect([...new Set(documented)].sort()).toEqual([...touched].sort());
  });
});
