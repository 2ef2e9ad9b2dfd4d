import * as z from "zod/mini";
import { actIdOfPart } from "../../domain/act-id.ts";
import { decodeText } from "../../domain/csv/decode-text.ts";
import type { ActId } from "../../storage/port/audit.ts";
import { acting, type Aimed, type ToGoOn } from "../act.ts";
import type { Admin } from "../admins.ts";
import { isLeft, type PlannedLine, planLines } from "../import/plan.ts";
import { readCustomersFile } from "../import/read-file.ts";
import type { ImportReport, LeftLine } from "../import/report.ts";
import { countLines, runLines } from "../import/run.ts";
import type { DeskServices } from "../services.ts";

/** As many lines are imported by one request. */
export const LINES_OF_PART = 100;

/** Two thousand lines, a hundred at a time. */
export const LAST_PART = 19;

export type CustomersImportAnswer =
  /** Of the whole file; nothing was written. */
  | (ImportReport & { readonly outcome: "checked" })
  /** Of one part of the file. */
  | (ImportReport & {
      readonly outcome: "imported";
      /** By which it is undone, and by which the next part is of the same import. */
      readonly import: string;
      /** Absent where this was the last one. */
      readonly next?: number;
    })
  /** A later part goes on with an import that the same admin has begun. */
  | { readonly outcome: "open-mode" | "no-such-import" | "of-another-admin" };

export const importId = z
  .string()
  .check(
    z.regex(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      "must be a UUID of version 7",
    ),
  );

const given = z.strictObject({
  /** The file as text... */
  csv: z.optional(z.string()),
  /** ...or its bytes as they are, in Base64: how its letters are written is found out. */
  file: z.optional(z.base64({ error: "must be the file's bytes in Base64" })),
  import: z.optional(importId),
  part: z._default(z.int().check(z.gte(0), z.lte(LAST_PART)), 0),
  dryRun: z._default(z.boolean(), false),
});

const input = z.pipe(
  given,
  z.transform(({ csv, file, ...asked }, context) => {
    const refuse = (path: string, message: string) => {
      context.issues.push({ code: "custom", path: [path], message, input: undefined });
      return z.NEVER;
    };
    if ((csv === undefined) === (file === undefined))
      return refuse("csv", "Give either csv, the file as text, or file, its bytes in Base64.");
    if (!asked.dryRun && asked.import === undefined)
      return refuse(
        "import",
        "Name the import with a UUID of version 7, made within a day; all parts have the same.",
      );
    const text = csv ?? decodeText(Buffer.from(file ?? "", "base64")).text;
    const read = readCustomersFile(text);
    if (typeof read === "string") return refuse(csv === undefined ? "file" : "csv", read);
    const first = asked.part * LINES_OF_PART;
    if (first >= read.lines.length) return refuse("part", "The file has no such part.");
    return { ...asked, read, first };
  }),
);

const allowed = { least: "operator", customersToo: true } as const;

export const customersImport = acting({
  what: "Registers the customers of a CSV file, or says what that would do",
  ...allowed,
  input,
  idOf: ({ import: id, part, dryRun }) => (id === undefined || dryRun ? undefined : actIdOfPart(id, part)),
  async aim(
    services,
    { import: id = "", part, dryRun, read, first },
    admin,
  ): Promise<Aimed<CustomersImportAnswer> | CustomersImportAnswer> {
    if (services.settings.registration !== "registered") return { outcome: "open-mode" };
    const of = dryRun ? undefined : actIdOfPart(id, 0);
    const refused = of === undefined || part === 0 ? undefined : await notTheirs(services, of, admin);
    if (refused) return { outcome: refused };
    const some = dryRun ? read.lines : read.lines.slice(first, first + LINES_OF_PART);
    const { lines, assumed } = await planLines(services, {
      admin,
      allowed,
      importId: of,
      all: read.lines,
      some,
    });
    const { unknownColumns } = read;
    if (of === undefined) {
      const report = { counts: countLines(lines), left: lines.filter(isLeft), assumed, unknownColumns };
      return { outcome: "checked", ...report };
    }
    return {
      kind: "aimed",
      // Each line is looked at by itself: what is an admin's is left out.
      persons: [],
      about: [`import ${of}`, ...registeredBy(lines)],
      before: `part ${part}`,
      run: async ({ begunAt }): Promise<CustomersImportAnswer> => ({
        outcome: "imported",
        import: of,
        ...(await runLines(services, lines, { importId: of, begunAt })),
        ...{ assumed, unknownColumns },
        ...nextOf({ part, read, first }),
      }),
    };
  },
  again: (_services, asked) => nextOf(asked),
});

/** The part to go on with: said each time that one is asked for. */
function nextOf({
  part,
  read,
  first,
}: Pick<z.infer<typeof input>, "part" | "read" | "first">): Pick<ToGoOn, "next"> {
  return first + LINES_OF_PART < read.lines.length ? { next: part + 1 } : {};
}

/** A later part is of an import that the same admin has begun: its contacts count as its own, of whom nobody is told. */
async function notTheirs(
  { storage }: DeskServices,
  first: string,
  admin: Admin,
): Promise<"no-such-import" | "of-another-admin" | undefined> {
  const begun = await storage.audit.read(first as ActId);
  if (begun?.act !== "customers-import") return "no-such-import";
  return begun.by === admin.id ? undefined : "of-another-admin";
}

/** Which contacts an import is to register, by their lines: an undo looks for these. */
function registeredBy(lines: readonly (PlannedLine | LeftLine)[]): string[] {
  return lines.flatMap((one) =>
    isLeft(one)
      ? []
      : one.contacts
          .filter(({ does }) => does === "registers" || does === "done")
          .map(({ key }) => `${one.line.line} ${key}`),
  );
}
