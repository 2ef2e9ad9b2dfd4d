import { describe, expect, it } from "@jest/globals";
import { segmentsOf } from "../../functions/delivery/segments.ts";

describe("the segments of an SMS", () => {
  it.each([
    ["160 septets", "a".repeat(160), "gsm-7", 160, 1],
    ["161 septets", "a".repeat(161), "gsm-7", 161, 2],
    ["306 septets", "a".repeat(306), "gsm-7", 306, 2],
    ["307 septets", "a".repeat(307), "gsm-7", 307, 3],
    ["letters of GSM-7 beyond ASCII", "éèùñöüßàÇ@£", "gsm-7", 11, 1],
    ["characters behind an escape", "€[]{}\\~^|".repeat(8) + "€€€€€€€€", "gsm-7", 160, 1],
    ["one letter that GSM-7 lacks", "ê" + "a".repeat(69), "ucs-2", 70, 1],
    ["71 units", "ê" + "a".repeat(70), "ucs-2", 71, 2],
    ["134 units", "ê" + "a".repeat(133), "ucs-2", 134, 2],
    ["135 units", "ê" + "a".repeat(134), "ucs-2", 135, 3],
    ["a picture, which is two units", "😀", "ucs-2", 2, 1],
    ["pictures that no segment may tear apart", "😀".repeat(67), "ucs-2", 134, 3],
    ["escapes that no segment may tear apart", "€".repeat(153), "gsm-7", 306, 3],
  ])("%s", (_, text, encoding, units, segments) => {
    expect(segmentsOf(text)).toEqual({ encoding, units, segments });
  });
});
