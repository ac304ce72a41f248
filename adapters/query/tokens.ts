import { QueryRefused } from "./refused.ts";

/** A piece of a query; `text` is what stands there, `lower` the same for comparing. */
export interface Token {
  readonly kind: "text" | "quoted" | "word" | "number" | "sign";
  readonly text: string;
  readonly lower: string;
  /** Whether space or a comment stands before it. */
  readonly isApart: boolean;
}

const PATTERN =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<number>\d[\w.]*)|(?<sign>==|<>|!=|<=|>=|\|\||::|[^\s])/gu;

const KINDS = ["text", "quoted", "word", "number", "sign"] as const;

/** Cuts a query into tokens; throws for a text that has no end. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let isApart = false;
  for (const { groups = {} } of sql.matchAll(PATTERN)) {
    const kind = KINDS.find((name) => groups[name] !== undefined);
    if (kind === undefined) {
      isApart = true;
      continue;
    }
    const text = groups[kind] ?? "";
    if (text === "'" || text === '"') {
      throw new QueryRefused(400, `SQL error: a ${text} is opened and not closed`);
    }
    tokens.push({ kind, text, lower: kind === "word" ? text.toLowerCase() : text, isApart });
    isApart = false;
  }
  return tokens;
}

/** The text of a string literal or a quoted name. */
export function unquoted({ text }: Token): string {
  const quote = text[0] ?? "";
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
