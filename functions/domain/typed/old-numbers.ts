/** Rules of one calling code: a national number of the past, and what it is today. */
type Renumbering = readonly (readonly [old: RegExp, today: string])[];

/** Ten years of contacts apps: countries whose mobile numbers were longer, shorter or written otherwise. */
const RENUMBERED: Readonly<Record<string, Renumbering>> = {
  // Mexico, 2019: the 1 of mobile numbers is gone, and so are the prefixes 01, 044 and 045.
  // https://www.gob.mx/ift, "Marcación a 10 dígitos"
  "52": [[/^(?:1|01|04[45]1?)(?<number>\d{10})$/, "$<number>"]],
  // Argentina: people leave out the 9 that mobile numbers have when they are called from abroad.
  "54": [[/^(?!9)(?<number>\d{10})$/, "9$<number>"]],
  // Brazil, 2012 to 2016: a ninth digit before mobile numbers; landlines start with 2 to 5.
  "55": [[/^(?<area>\d\d)(?<number>[6-9]\d{7})$/, "$<area>9$<number>"]],
  // Vietnam, 2018: prefixes of eleven digits became prefixes of ten.
  "84": [
    [/^16(?<number>[2-9]\d{7})$/, "3$<number>"],
    [/^120(?<number>\d{7})$/, "70$<number>"],
    [/^121(?<number>\d{7})$/, "79$<number>"],
    [/^122(?<number>\d{7})$/, "77$<number>"],
    [/^12(?<number>[68]\d{7})$/, "7$<number>"],
    [/^123(?<number>\d{7})$/, "83$<number>"],
    [/^124(?<number>\d{7})$/, "84$<number>"],
    [/^125(?<number>\d{7})$/, "85$<number>"],
    [/^127(?<number>\d{7})$/, "81$<number>"],
    [/^129(?<number>\d{7})$/, "82$<number>"],
    [/^18(?<number>[68]\d{7})$/, "5$<number>"],
    [/^199(?<number>\d{7})$/, "59$<number>"],
  ],
  // Ivory Coast, 2021: ten digits; the second of the old eight says which operator's prefix came before them.
  // https://support.signal.org/hc/en-us/articles/360056572751
  "225": [
    [/^(?<number>[04-9][0-3]\d{6})$/, "01$<number>"],
    [/^(?<number>[04-9][4-6]\d{6})$/, "05$<number>"],
    [/^(?<number>[04-9][7-9]\d{6})$/, "07$<number>"],
  ],
  // Benin, 2024: 01 before every number.
  "229": [[/^(?<number>\d{8})$/, "01$<number>"]],
};

/**
 * The number that an old spelling stands for today, to be checked before it is used.
 * @param national without the calling code
 * @returns E.164; undefined where the number is not of the past
 */
export function numberToday(callingCode: string, national: string): string | undefined {
  const rule = RENUMBERED[callingCode]?.find(([old]) => old.test(national));
  return rule && `+${callingCode}${national.replace(...rule)}`;
}
