/** The forms of a sentence that counts, by CLDR plural category: `other`, and those that the language has besides. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** The form that a language has for a number. */
export function pluralForm(forms: PluralForms, locale: string, count: number): string {
  return forms[new Intl.PluralRules(locale).select(count)] ?? forms.other ?? "";
}
