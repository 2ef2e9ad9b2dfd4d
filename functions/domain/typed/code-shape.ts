/** What the characters of a code are: decimal digits, or Crockford's base32 (digits, and letters without I, L, O and U). */
export const CODE_FORMATS = ["digits", "base32"] as const;
export type CodeFormat = (typeof CODE_FORMATS)[number];

/** What a code looks like. */
export interface CodeShape {
  readonly format: CodeFormat;
  /** Characters, 4 to 13. */
  readonly length: number;
}

/** Whether wrong guesses at such a code count. */
export function canBeGuessed({ format }: Pick<CodeShape, "format">): boolean {
  return format === "digits";
}

/** 65 random bits, which cannot be guessed: a secret of 64 bits needs no lock (NIST SP 800-63B-4, 3.1.3.2). */
export const STRONG_CODE: CodeShape = { format: "base32", length: 13 };
