/** How each format of a code is asked for, and what is said of a text that holds none, or two that differ. */
export const CODE_WORDS = {
  digits: {
    inputMode: "numeric",
    capitals: "off",
    lead: "codeLead",
    pushed: "codePushed",
    looks: undefined,
    why: undefined,
    none: "error.code",
    several: "error.codes",
  },
  base32: {
    inputMode: "text",
    capitals: "characters",
    lead: "strongCodeLead",
    pushed: "strongCodePushed",
    looks: "strongCodeHint",
    why: "strongCodeWhy",
    none: "error.strongCode",
    several: "error.strongCodes",
  },
} as const;

/** A code of letters and digits as messages show it. */
export const CODE_EXAMPLE = "K7QFM-2XD9T-RAW";
