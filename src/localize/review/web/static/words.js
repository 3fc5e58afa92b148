// What the scripts say, in the language of the page: the msgids are English, as in any catalog.

const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
const language = document.documentElement.lang;
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export const number = (value) =>
  new Intl.NumberFormat(language, { numberingSystem: "latn" }).format(value);

export const text = (msgid, values = {}) => filled(words[msgid]?.[0] ?? msgid, values);

// The forms of a catalog are those of CLDR's categories that whole numbers have, in its order.
export function units(count) {
  const forms = words["{n} unit"] ?? ["{n} unit", "{n} units"];
  const rules = new Intl.PluralRules(words["{n} unit"] ? language : "en");
  const order = CATEGORIES.filter((one) => rules.resolvedOptions().pluralCategories.includes(one));
  const form = Math.min(order.indexOf(rules.select(count)), forms.length - 1);
  return filled(forms[form], { n: number(count) });
}
