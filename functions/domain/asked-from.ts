/** Where a passcode was asked from, by the names that browsers and systems are known by. */
export interface AskedFrom {
  readonly browser?: string;
  readonly system?: string;
}

const BETWEEN = " on ";

/** The text that a challenge keeps, like "Firefox on Windows"; one of them where only one is known; undefined without either. */
export function askedFromText(browser: string | undefined, system: string | undefined): string | undefined {
  return [browser, system].filter(Boolean).join(BETWEEN) || undefined;
}

/** Takes such a text apart again, so that each language can name the two in its own order. */
export function readAskedFrom(text: string): AskedFrom {
  const [browser, system] = text.split(BETWEEN);
  return { ...(browser !== undefined && { browser }), ...(system !== undefined && { system }) };
}
