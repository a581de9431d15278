type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string; readonly zero?: string };

/** The form for a count; `zero`, where given, stands for no things at all in any language. */
export function plural(language: string, count: number, forms: Forms): string {
  if (count === 0 && forms.zero !== undefined) return forms.zero;
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other;
}

type Widen<T> = T extends (...args: infer A) => string ? (...args: A) => string : string;
/** What another language must bring for the English words. */
export type Translated<T> = { readonly [K in keyof T]: Widen<T[K]> };
