const GSM_7 = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

/** Characters behind an escape, which take two septets. */
const GSM_7_EXTENSION = new Set("\f^{}\\[~]|€");

/** How an SMS travels: what one message holds, and what each part of a longer one does, whose header takes the rest. */
const CAPACITY = { "gsm-7": { whole: 160, part: 153 }, "ucs-2": { whole: 70, part: 67 } } as const;

export interface Segments {
  readonly encoding: keyof typeof CAPACITY;
  /** Septets of GSM-7, or 16-bit units of UCS-2. */
  readonly units: number;
  /** What carriers charge for. */
  readonly segments: number;
}

/**
 * Counts the segments that an SMS takes: one character that GSM-7 lacks makes the whole text UCS-2. A character
 * of two units is not torn apart between two segments.
 * @see https://www.3gpp.org/dynareport/23038.htm
 */
export function segmentsOf(text: string): Segments {
  const characters = Array.from(text);
  const gsm = characters.every((one) => GSM_7.has(one) || GSM_7_EXTENSION.has(one));
  const encoding = gsm ? "gsm-7" : "ucs-2";
  const sizes = characters.map((one) => (gsm ? (GSM_7_EXTENSION.has(one) ? 2 : 1) : one.length));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { whole, part } = CAPACITY[encoding];
  if (units <= whole) return { encoding, units, segments: 1 };
  let [segments, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > part) [segments, used] = [segments + 1, 0];
    used += size;
  }
  return { encoding, units, segments };
}

/** Signs that GSM-7 lacks, and what people write in their place. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"' },
  ...{ "\u2013": "-", "\u2014": "-", "\u2026": "...", "\u00a0": " ", "\u202f": " " },
};

/**
 * A text without the accents that GSM-7 lacks, where it then fits into it: a message of one part stays one, and is read as
 * well. Where it does not, as in another alphabet, it stays as it is.
 */
export function withoutAccents(text: string): string {
  const plain = Array.from(text.normalize("NFC"), (one) => {
    if (GSM_7.has(one) || GSM_7_EXTENSION.has(one)) return one;
    return PLAIN[one] ?? one.normalize("NFD").replace(/\p{M}/gu, "");
  }).join("");
  return segmentsOf(plain).encoding === "gsm-7" ? plain : text;
}
