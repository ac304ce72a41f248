import type { Cell, ColumnType } from "./column.ts";
import type { QueryResult } from "./run-query.ts";

/** An answer as JSON: `{"rows":[…]}`, where what is NULL is left out (wire facts 4.4). */
export function renderJson({ columns, rows }: QueryResult): string {
  const shown = rows.map((row) => {
    const fields: string[] = [];
    for (const [index, { name, type }] of columns.entries()) {
      const cell = row[index] ?? null;
      if (cell !== null) fields.push(`${JSON.stringify(name)}:${cellJson(type, cell)}`);
    }
    return `{${fields.join(",")}}`;
  });
  return `{"rows":[${shown.join(",")}]}`;
}

function cellJson(type: ColumnType, cell: Exclude<Cell, null>): string {
  if (cell instanceof Uint8Array) return `"${Buffer.from(cell).toString("hex")}"`;
  switch (type) {
    case "bool":
      return cell === 0 ? "false" : "true";
    case "key":
    case "texts":
    case "uint32s":
      return String(cell);
    case "text":
    case "uint32":
    case "uint64":
    case "int64":
    case "float64":
    case "time":
    case "span":
    case "bytes":
      // What is no number in JSON is null there: infinity.
      return typeof cell === "bigint" ? String(cell) : JSON.stringify(cell);
    default:
      return type satisfies never;
  }
}
