import { readFileSync } from "node:fs";
import { newActId } from "../../functions/domain/act-id.ts";
import { randomBytes } from "node:crypto";
import type { CallAct, CallAnswer } from "./call.ts";
import type { CommandValues } from "./commands.ts";
import type { AnsweredImport, AnsweredUndo } from "./answers.ts";

/**
 * Imports a file of customers, a hundred lines a request: each is done once, so that one whose answer did not come is
 * asked again. Looks at the whole file first, and at nothing else with `--dry-run`.
 */
export async function importCustomers(
  call: CallAct,
  [path = ""]: readonly string[],
  values: CommandValues,
): Promise<CallAnswer> {
  const file = read(path).toString("base64");
  const checked = await call("customers-import", { file, dryRun: true });
  if (!checked.done || values["dry-run"] === true) return checked;
  const looked = checked.body as unknown as AnsweredImport;
  const id =
    typeof values.id === "string" ? values.id : newActId(randomBytes, Math.floor(await call.clock()));
  const whole = { ...looked, import: id, counts: zeroed(looked.counts), left: [...looked.left] };
  for (let part: number | undefined = 0; part !== undefined;) {
    const answer: CallAnswer = await call("customers-import", { file, import: id, part }).catch(
      (error: unknown) => {
        const where = (["stage", "url"] as const).flatMap((name) => {
          const value = values[name];
          return typeof value === "string" ? [` --${name} ${value}`] : [];
        });
        throw new Error(
          `${messageOf(error)}\nGo on with: npm run desk -- customers import ${path} --id ${id}${where.join("")}`,
        );
      },
    );
    if (!answer.done) return answer;
    const { counts, left = [], next } = answer.body as unknown as Partial<AnsweredImport>;
    add(whole.counts, counts);
    // What did not fit although it seemed to.
    whole.left.push(...left.filter((one) => !whole.left.some(({ line }) => line === one.line)));
    // The answer of a part that was done before has its counts alone.
    part = answer.body.doneBefore === true ? following(part, looked) : next;
  }
  whole.left.sort((one, other) => one.line - other.line);
  return { outcome: "imported", done: true, body: { ...whole, outcome: "imported" } };
}

/** Takes back what an import has registered, part by part. */
export async function undoImport(call: CallAct, [id = ""]: readonly string[]): Promise<CallAnswer> {
  const whole: AnsweredUndo = { counts: { removed: 0, kept: 0 }, kept: [] };
  for (let part: number | undefined = 0; part !== undefined;) {
    const answer: CallAnswer = await call("customers-import-undo", { import: id, part });
    // Behind a part whose answer was lost there may be no other one.
    if (!answer.done && part > 0 && answer.outcome === "no-such-import") break;
    if (!answer.done) return answer;
    const { counts, kept = [], next } = answer.body as unknown as Partial<AnsweredUndo> & Next;
    add(whole.counts, counts);
    whole.kept.push(...kept);
    part = answer.body.doneBefore === true && part < LAST_PART ? part + 1 : next;
  }
  return { outcome: "undone", done: true, body: { ...whole, outcome: "undone" } };
}

interface Next {
  readonly next?: number;
}

/** Of two thousand lines, a hundred a part. */
const LAST_PART = 19;

function following(part: number, { counts }: AnsweredImport): number | undefined {
  return (part + 1) * 100 < (counts.lines ?? 0) ? part + 1 : undefined;
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`The file cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function zeroed(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.keys(counts).map((name) => [name, 0]));
}

function add(sum: Record<string, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
