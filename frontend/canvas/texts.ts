/** The words of the canvas come from the server, in the reader's language. */
export interface Words {
  (key: string, values?: Record<string, string | number>): string;
  /** `key_one` or `key_other`, as the language wants it for this number. */
  many: (key: string, n: number, values?: Record<string, string | number>) => string;
  number: (n: number) => string;
  percent: (share: number) => string;
}

export function wordsOf(texts: Record<string, string>, language: string): Words {
  const numbers = new Intl.NumberFormat(language, { useGrouping: "always" }); // as the pages write them, 1.578 too
  const shares = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const plurals = new Intl.PluralRules(language);
  const fill = (text: string, values: Record<string, string | number>): string =>
    text.replace(/\{(\w+)\}/g, (_all, name: string) => {
      const value = values[name];
      return typeof value === "number" ? numbers.format(value) : (value ?? "");
    });
  const words = ((key, values = {}) => fill(texts[key] ?? key, values)) as Words;
  words.many = (key, n, values = {}) => words(plurals.select(n) === "one" ? `${key}_one` : `${key}_other`, { n, ...values });
  words.number = (n) => numbers.format(n);
  words.percent = (share) => shares.format(share);
  return words;
}

/** A step's id as people read it: "primer_aviso" is "Primer aviso", "sms_final" is "SMS final". */
export function nameOf(id: string): string {
  const spaced = id.replace(/[_-]+/g, " ").replace(/\bsms\b/g, "SMS").replace(/\bwhatsapp\b/g, "WhatsApp").trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** For searching: without accents, in small letters. */
export const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
