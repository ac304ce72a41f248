import { QueryRefused } from "./refused.ts";
import { type Token, tokensOf, unquoted } from "./tokens.ts";

/** A query as SQLite takes it, with its tokens for whoever wants to know more of it. */
export interface Translated {
  readonly sql: string;
  /** Without space and comments. */
  readonly tokens: readonly Token[];
}

const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now'";

/** How types are called in casts there, and here. */
const CAST_TYPES: Readonly<Record<string, string | undefined>> = {
  string: "TEXT",
  timestamp: "TEXT",
  boolean: "INTEGER",
  double: "REAL",
};

/**
 * Translates a query from the dialect that clients of the API speak (wire facts 4.4) to SQLite's:
 * they differ in the names of schemas, a few functions, and in which words are reserved.
 */
export function translate(query: string): Translated {
  const tokens = withoutEnd(tokensOf(query));
  const [first] = tokens;
  const begins = first?.lower ?? "";
  if (begins === "show" && tokens[1]?.lower === "tables") {
    return translate("SELECT * FROM information_schema.tables");
  }
  if (begins !== "select" && begins !== "with" && begins !== "(") {
    throw new QueryRefused(
      400,
      `SQL error: expected a query that begins with SELECT, found: ${first?.text ?? "nothing"}`,
    );
  }
  if (tokens.some(({ text }) => text === ";")) {
    throw new QueryRefused(400, "SQL error: more than one statement; send one query at a time");
  }
  const parts: string[] = [];
  for (let at = 0; at < tokens.length;) at += translateAt(tokens, at, parts);
  return { sql: parts.join(""), tokens };
}

function withoutEnd(tokens: readonly Token[]): readonly Token[] {
  let end = tokens.length;
  while (tokens[end - 1]?.text === ";") end--;
  return tokens.slice(0, end);
}

/** Adds the translation of what stands at a place; gives how many tokens that was. */
function translateAt(tokens: readonly Token[], at: number, parts: string[]): number {
  const token = tokens[at];
  if (token === undefined) return 1;
  const [next, after] = [tokens[at + 1], tokens[at + 2]];
  if (token.isApart) parts.push(" ");
  if (token.lower === "information_schema" && next?.text === ".") {
    parts.push(`information_schema_${after?.lower ?? ""}`);
    return 3;
  }
  if (token.lower === "now" && next?.text === "(" && after?.text === ")") {
    const moved = intervalAt(tokens, at + 3);
    parts.push(moved === null ? `${NOW})` : `${NOW}, '${moved}')`);
    return moved === null ? 3 : 6;
  }
  if (token.lower === "index") {
    parts.push('"index"');
    return 1;
  }
  const isType = token.kind === "word" && tokens[at - 1]?.lower === "as" && next?.text === ")";
  parts.push((isType ? CAST_TYPES[token.lower] : undefined) ?? token.text);
  return 1;
}

/** What `- interval '1 hour'` at a place moves a time by, in SQLite's words; null for nothing. */
function intervalAt(tokens: readonly Token[], at: number): string | null {
  const [sign, word, span] = tokens.slice(at, at + 3);
  if (word?.lower !== "interval" || span?.kind !== "text") return null;
  const found = /^(\d+) (second|minute|hour|day)s?$/.exec(unquoted(span).trim().toLowerCase());
  if (found === null || (sign?.text !== "-" && sign?.text !== "+")) {
    throw new QueryRefused(
      400,
      `SQL error: interval ${span.text} is not understood; write '2 hours'`,
    );
  }
  return `${sign.text}${found[1]} ${found[2]}s`;
}
