import type { TextRule } from "./text-rules.ts";

/** The longest text of an owner's. */
const MAX_LENGTH = 500;
const FORMS = ["zero", "one", "two", "few", "many", "other"];

/** A tag, or a character by its name or number: words are escaped, so that their readers would see it as it is. */
const MARKUP = /<\/?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?\/?>|&(?:#\d+|#x[0-9a-f]+|[a-z]+);/i;
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\bwww\.\S+/i;

/** What is wrong with a text of an owner's. */
export function textFaults(locale: string, rule: TextRule, value: unknown): readonly string[] {
  const { counts } = rule;
  if (counts === undefined) return templateFaults(rule, value);
  if (!isRecord(value)) return ['must be an object of plural forms, like {"one": "...", "other": "..."}'];
  const rules = new Intl.PluralRules(locale);
  const needed = new Set(["other", ...counts.map((count) => rules.select(count))]);
  return [
    ...[...needed]
      .filter((form) => value[form] === undefined)
      .map((form) => `the form "${form}" is missing, which this language needs`),
    ...Object.entries(value).flatMap(([form, template]) =>
      FORMS.includes(form)
        ? templateFaults(rule, template).map((fault) => `${form}: ${fault}`)
        : [`${form}: there is no such plural form; use ${FORMS.join(", ")}`],
    ),
  ];
}

function templateFaults({ allowed, required, mayLink }: TextRule, template: unknown): readonly string[] {
  if (typeof template !== "string" || template.trim() === "") return ["must be a text"];
  if (template.length > MAX_LENGTH) return [`is longer than ${MAX_LENGTH} characters`];
  // A line break could forge the last line of an SMS, or a header.
  if (/[\p{Cc}\u2028\u2029]/u.test(template)) return ["must be one line, without control characters"];
  const markup = MARKUP.exec(template)?.[0];
  const address = mayLink ? undefined : ADDRESS.exec(template)?.[0];
  return [
    ...placeholderFaults(template, allowed, "text"),
    ...required
      .filter((one) => !template.includes(`{${one}}`))
      .map((one) => `{${one}} is missing; put it where it belongs`),
    ...(markup === undefined
      ? []
      : [`${markup} is markup, which would be shown as it is; write words alone`]),
    ...(address === undefined ? [] : [`${address} is an address; a page leads nowhere else`]),
  ];
}

/** What stands in braces and is no placeholder. @param place what the template is called */
export function placeholderFaults(
  template: string,
  allowed: readonly string[],
  place: string,
): readonly string[] {
  const unknown = (template.match(/\{[^{}]*\}|[{}]/g) ?? []).filter(
    (found) => !allowed.some((one) => found === `{${one}}`),
  );
  const instead = allowed.length === 0 ? "it has none" : `use ${allowed.map((one) => `{${one}}`).join(", ")}`;
  return unknown.map((found) => `${found} is no placeholder of this ${place}; ${instead}`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
