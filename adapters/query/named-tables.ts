import type { Wanted } from "./query-table.ts";
import { type Token, unquoted } from "./tokens.ts";

/** A table that a query names, and what its rows have to have to be in the answer. */
export interface NamedTable {
  readonly name: string;
  readonly wanted: Wanted;
}

/** Words that may stand where an alias would. */
const NO_ALIAS = new Set(
  "where on left right inner outer full cross natural join group order limit union having using".split(
    " ",
  ),
);

const EVERYTHING: Wanted = new Map();

/**
 * The tables that a query names, each once. Where it is plain that only rows with certain ids can
 * be in the answer, those are told, so that the others need not be looked at.
 */
export function namedTables(tokens: readonly Token[], known: ReadonlySet<string>) {
  const uses: { readonly name: string; readonly alias: string }[] = [];
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1];
    const isName = token.kind === "word" || token.kind === "quoted";
    const isPlace = before?.lower === "from" || before?.lower === "join" || before?.text === ",";
    if (!isName || !isPlace) continue;
    const name = nameAt(tokens, at, known);
    if (name !== null) uses.push({ name, alias: aliasAfter(tokens, at, name) });
  }
  const conditions = isPlain(tokens) ? idConditions(tokens) : [];
  const tables = new Map<string, NamedTable>();
  for (const { name, alias } of uses) {
    const isOnly = uses.filter((use) => use.name === name).length === 1;
    const own = conditions.find((each) =>
      each.alias === null ? uses.length === 1 : each.alias === alias,
    );
    const wanted = isOnly && own !== undefined ? new Map([["id", own.ids]]) : EVERYTHING;
    tables.set(name, { name, wanted });
  }
  return [...tables.values()];
}

/** The table named at a place; a name with a schema is one of that schema's. */
function nameAt(tokens: readonly Token[], at: number, known: ReadonlySet<string>): string | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const plain = token.kind === "quoted" ? unquoted(token).toLowerCase() : token.lower;
  const name = plain === "information_schema" ? `${plain}_${tokens[at + 2]?.lower ?? ""}` : plain;
  return known.has(name) ? name : null;
}

function aliasAfter(tokens: readonly Token[], at: number, name: string): string {
  const next = tokens[at + 1];
  if (next?.lower === "as") return tokens[at + 2]?.lower ?? name;
  return next?.kind === "word" && !NO_ALIAS.has(next.lower) ? next.lower : name;
}

/** Whether all that follows WHERE has to be true of every row of the answer. */
function isPlain(tokens: readonly Token[]): boolean {
  const counts = (word: string) => tokens.filter(({ lower }) => lower === word).length;
  const isTwisted = ["or", "case", "between", "union", "intersect", "except", "with"].some(counts);
  return counts("select") === 1 && counts("where") === 1 && !isTwisted;
}

interface IdCondition {
  readonly alias: string | null;
  readonly ids: readonly string[];
}

/** Words that end what stands behind WHERE. */
const AFTER_WHERE = new Set(["group", "having", "order", "limit", "window"]);

/** The conditions `id = '…'` and `id IN ('…', …)` behind WHERE, between ANDs, outside of brackets. */
function idConditions(tokens: readonly Token[]): readonly IdCondition[] {
  const conditions: IdCondition[] = [];
  let depth = 0;
  // What a join is ON may be false of a row that is in the answer nevertheless.
  let isWhere = false;
  for (const [at, { text, lower }] of tokens.entries()) {
    if (text === "(") depth++;
    if (text === ")") depth--;
    if (depth !== 0) continue;
    if (lower === "where") isWhere = true;
    if (AFTER_WHERE.has(lower)) isWhere = false;
    if (!isWhere || (lower !== "where" && lower !== "and")) continue;
    const hasAlias = tokens[at + 2]?.text === ".";
    const column = at + (hasAlias ? 3 : 1);
    if (tokens[column]?.lower !== "id") continue;
    const found = idsAt(tokens, column + 1);
    if (found === null || !endsAt(tokens[found.end])) continue;
    const alias = hasAlias ? (tokens[at + 1]?.lower ?? null) : null;
    conditions.push({ alias, ids: found.ids });
  }
  return conditions;
}

function idsAt(tokens: readonly Token[], at: number) {
  const first = tokens[at];
  const second = tokens[at + 1];
  if ((first?.text === "=" || first?.text === "==") && second?.kind === "text") {
    return { ids: [unquoted(second)], end: at + 2 };
  }
  if (first?.lower !== "in" || second?.text !== "(") return null;
  const ids: string[] = [];
  for (let i = at + 2; ; i += 2) {
    const text = tokens[i];
    if (text?.kind !== "text") return null;
    ids.push(unquoted(text));
    if (tokens[i + 1]?.text === ")") return { ids, end: i + 2 };
    if (tokens[i + 1]?.text !== ",") return null;
  }
}

/** Whether a condition can end before this. */
function endsAt(token: Token | undefined): boolean {
  return token === undefined || ["and", "order", "group", "limit", "having"].includes(token.lower);
}
