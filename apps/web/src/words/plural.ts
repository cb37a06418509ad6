/** What is said of a number by the language's own plural rules (CLDR's); `#` stands for the number. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/**
 * The one way in which a catalogue says how many: `count(2, { one: "# ticket", other: "# tickets" })` is `2 tickets`.
 * `lang` is a BCP 47 tag.
 */
export function counting(lang: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(lang);
  const numbers = new Intl.NumberFormat(lang);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", () => numbers.format(count));
}
