import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decodeText } from "../../functions/domain/csv/decode-text.ts";
import { guardFormula, readGuarded } from "../../functions/domain/csv/formulas.ts";
import { readCsv, SEPARATORS } from "../../functions/domain/csv/read-csv.ts";
import { writeCsv } from "../../functions/domain/csv/write-csv.ts";

/** Texts of what means something in a table, and of anything. */
const cell = fc.oneof(
  fc.string({
    unit: fc.constantFrom('"', ",", ";", "\t", "\r", "\n", "'", "=", "+", "-", "@", " ", "a", "é"),
  }),
  fc.string({ unit: "binary" }),
);

describe("a table", () => {
  it("is read as it was written, with no cell that begins like a formula", () => {
    const tables = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(tables, (table) => {
        const text = writeCsv(table);
        const read = readCsv(text, ",");
        expect(read.map(({ cells }) => cells.map(readGuarded))).toEqual(table);
        // However a spreadsheet parts the lines.
        for (const separator of SEPARATORS)
          expect(
            readCsv(text, separator)
              .flatMap(({ cells }) => cells)
              .filter((one) => /^[=+\-@]/.test(one)),
          ).toEqual([]);
      }),
    );
  });

  it("is read whatever it is, each line where it begins", () => {
    fc.assert(
      fc.property(cell, fc.constantFrom(...SEPARATORS), (text, separator) => {
        const breaks = text.split(/\r\n|\n|\r/);
        let last = 0;
        for (const { line, cells, fault } of readCsv(text, separator)) {
          expect(line).toBeGreaterThan(last);
          expect(line).toBeLessThanOrEqual(breaks.length);
          // A cell that is not quoted stands in its line as it is.
          const [first = ""] = cells;
          if (fault === undefined && !breaks[line - 1]?.replace(/^\ufeff/, "").startsWith('"'))
            expect(breaks[line - 1]).toContain(first);
          last = line;
        }
      }),
    );
  });

  it.each([
    ['a,"b\nc",d\r\ne', [["a", "b\nc", "d"], ["e"]]],
    ['a,"say ""hi""",\n', [["a", 'say "hi"', ""]]],
    ['5" pipe,x', [['5" pipe', "x"]]],
    [
      "\ufeffa,b\r\r\nc,d\n\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ['"a" ,b', [["a", "b"]]],
  ])("is read as spreadsheets read it: %j", (text, lines) => {
    expect(readCsv(text, ",").map(({ cells }) => cells)).toEqual(lines);
  });

  it("keeps a faulty line to itself, and says where a quote opens that is never closed", () => {
    const lines = readCsv('a,b\n"x"y,z\nc,"d\n\ne,f\n', ",");
    expect(lines.map(({ line, fault }) => [line, fault])).toEqual([
      [1, undefined],
      [2, "behind-quote"],
      [3, "open-quote"],
    ]);
  });
});

describe("a cell", () => {
  it.each([
    ["=1+2", "'=1+2"],
    ["+14155550123", "'+14155550123"],
    ["-5", "'-5"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["＝1", "'＝1"],
    ["'=1", "''=1"],
    ["it's", "it's"],
    ["'n sync", "'n sync"],
    ["x;=cmd|'/C calc'!A0", "x;'=cmd|'/C calc'!A0"],
    ["x\t@a\n-b;c", "x\t'@a\n'-b;c"],
    ['x;"=1;y', `x;'"=1;y`],
    ["a;b - c", "a;b - c"],
  ])("%s is written %s, and read as it was", (text, written) => {
    expect(guardFormula(text)).toBe(written);
    expect(readGuarded(written)).toBe(text);
  });

  it("is read without what keeps a spreadsheet from dropping its zeros", () => {
    expect(readGuarded('="00123"')).toBe("00123");
    expect(readGuarded('=HYPERLINK("http://evil.example")')).toBe('=HYPERLINK("http://evil.example")');
  });
});

describe("the bytes of a file", () => {
  const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);

  it("are UTF-8, or else Windows-1252 as browsers read it", () => {
    expect(decodeText(Buffer.from("Zoë €"))).toEqual({ text: "Zoë €", encoding: "utf-8" });
    expect(decodeText(Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72, 0x20, 0x96, 0x20, 0x80]))).toEqual({
      text: "Müller – €",
      encoding: "windows-1252",
    });
    expect(decodeText(every).text).toBe(new TextDecoder("windows-1252").decode(every));
  });

  it("are UTF-16 of either order where the mark says so", () => {
    const little = Buffer.from("\ufeffid\tZoë", "utf16le");
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big])
      expect(decodeText(bytes)).toEqual({ text: "id\tZoë", encoding: "utf-16" });
    expect(decodeText(big.subarray(0, 7)).text.startsWith("id")).toBe(true);
  });
});
