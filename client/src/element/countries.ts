import { make } from "./make.ts";

/**
 * The choice of the country of a number, by its names in a language; nothing where there is none. A number with a plus
 * sign says its country itself.
 * @param codes ISO 3166
 */
export function countryChoice(
  label: string,
  locale: string,
  codes: readonly string[],
  chosen: string,
): HTMLSelectElement[] {
  if (codes.length < 2) return [];
  const names = new Intl.DisplayNames(locale, { type: "region" });
  const order = new Intl.Collator(locale);
  const options = codes
    .map((code) => [code, names.of(code) ?? code] as const)
    .sort(([, a], [, b]) => order.compare(a, b))
    .map(([code, name]) => {
      const option = make("option", { value: code }, name);
      option.selected = code === chosen;
      return option;
    });
  return [make("select", { part: "country", "aria-label": label }, ...options)];
}

/** The country that is chosen first: of the person's languages, else the first of the list. @param wanted language tags */
export function ownCountry(codes: readonly string[], wanted: readonly string[]): string | undefined {
  const regions = wanted.map((tag) =>
    /^[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/i.exec(tag)?.[1]?.toUpperCase(),
  );
  return codes.find((code) => regions.includes(code)) ?? codes[0];
}
