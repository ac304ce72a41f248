import type { Token } from "./tokens.ts";

const COMPARING = new Set(
  "is in like between and or not true false = == < > <= >= <> !=".split(" "),
);

/**
 * Tells which columns of an answer are true or false: SQLite has numbers for that, so that a
 * comparison is known by how it is written.
 */
export function trueOrFalse(tokens: readonly Token[]): (name: string) => boolean {
  const names = new Set<string>();
  for (const { name, expression } of itemsOf(tokens)) {
    if (expression[0]?.lower === "case") continue;
    if (outside(expression).some(({ lower }) => COMPARING.has(lower))) names.add(name);
  }
  return (name) => names.has(name.toLowerCase());
}

/** What a query selects, item by item, with the name that the column gets. */
function itemsOf(tokens: readonly Token[]) {
  const items: { readonly name: string; readonly expression: readonly Token[] }[] = [];
  let item: Token[] = [];
  let depth = 0;
  for (const token of tokens.slice(tokens.findIndex(({ lower }) => lower === "select") + 1)) {
    if (token.text === "(") depth++;
    if (token.text === ")") depth--;
    const ends = depth === 0 && (token.lower === "from" || token.text === ",");
    if (!ends) {
      item.push(token);
      continue;
    }
    items.push(named(item));
    item = [];
    if (token.lower === "from") return items;
  }
  return [...items, named(item)];
}

function named(item: readonly Token[]) {
  const as = item.findLastIndex(({ lower }) => lower === "as");
  const isNamed = as !== -1 && as === item.length - 2;
  const name = isNamed ? (item.at(-1)?.lower ?? "") : item.map(({ text }) => text).join(" ");
  return { name, expression: isNamed ? item.slice(0, as) : item };
}

/** The tokens outside of brackets. */
function outside(tokens: readonly Token[]): readonly Token[] {
  let depth = 0;
  return tokens.filter(({ text }) => {
    if (text === "(") depth++;
    if (text === ")") depth--;
    return depth === 0;
  });
}
