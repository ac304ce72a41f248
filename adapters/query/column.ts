/** What a column holds (wire facts 4.5); values are kept as SQLite has them. */
export type ColumnType =
  | "text"
  | "uint32"
  | "uint64"
  | "int64"
  | "float64"
  /** 64 bits without a sign, kept as decimal digits: SQLite's integers have one. */
  | "key"
  /** `2026-01-01T00:00:00.000Z`, so that the order of texts is that of times. */
  | "time"
  /** An ISO 8601 duration such as `PT86400S`. */
  | "span"
  | "bool"
  | "bytes"
  /** Lists are kept as JSON. */
  | "texts"
  | "uint32s";

/** A value as SQLite has it. */
export type Cell = string | number | bigint | Uint8Array | null;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * The types as SQLite is told them: each has the affinity that its values need, and is what a
 * column of a result is known by again.
 */
const DECLARED: Readonly<Record<ColumnType, string>> = {
  text: "UTF8_TEXT",
  uint32: "UINT32",
  uint64: "UINT64",
  int64: "INT64",
  float64: "FLOAT64",
  key: "KEY_TEXT",
  time: "TIME_TEXT",
  span: "SPAN_TEXT",
  bool: "BOOL_INT",
  bytes: "BYTES_BLOB",
  texts: "LIST_TEXT",
  uint32s: "LIST_UINT32_TEXT",
};

const BY_DECLARATION = new Map<string, ColumnType>(
  (Object.keys(DECLARED) as ColumnType[]).map((type) => [DECLARED[type], type]),
);

export function declaredType(type: ColumnType): string {
  return DECLARED[type];
}

/** The type of a result's column by what SQLite says of it, or null for an expression. */
export function typeDeclared(declared: string | null): ColumnType | null {
  return declared === null ? null : (BY_DECLARATION.get(declared) ?? null);
}
