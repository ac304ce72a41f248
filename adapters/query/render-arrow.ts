import {
  Bool,
  type DataType,
  Duration,
  Field,
  Float64,
  Int64,
  LargeBinary,
  LargeUtf8,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  TimestampMillisecond,
  TimeUnit,
  Uint32,
  Uint64,
  vectorFromArray,
} from "apache-arrow";
import type { Cell, ColumnType } from "./column.ts";
import type { QueryResult } from "./run-query.ts";

/** An answer as a stream of Arrow's, which the command-line tool asks for (wire facts 4.4). */
export function renderArrow({ columns, rows }: QueryResult): Uint8Array {
  const schema = new Schema(
    columns.map(({ name, type }) => new Field(name, arrowType(type), true)),
  );
  const children = columns.map(({ type }, index) => {
    const values = rows.map((row) => arrowValue(type, row[index] ?? null));
    const [data] = vectorFromArray(values, arrowType(type)).data;
    return data ?? makeData({ type: arrowType(type) });
  });
  const type = new Struct(schema.fields);
  const data = makeData({ type, length: rows.length, nullCount: 0, children });
  return tableToIPC(new Table(schema, new RecordBatch(schema, data)), "stream");
}

function arrowType(type: ColumnType): DataType {
  switch (type) {
    case "text":
      return new LargeUtf8();
    case "uint32":
      return new Uint32();
    case "uint64":
    case "key":
      return new Uint64();
    case "int64":
      return new Int64();
    case "float64":
      return new Float64();
    case "time":
      return new TimestampMillisecond("+00:00");
    case "span":
      return new Duration(TimeUnit.MILLISECOND);
    case "bool":
      return new Bool();
    case "bytes":
      return new LargeBinary();
    case "texts":
      return new List(new Field("item", new LargeUtf8(), true));
    case "uint32s":
      return new List(new Field("item", new Uint32(), true));
    default:
      return type satisfies never;
  }
}

function arrowValue(type: ColumnType, cell: Cell): unknown {
  if (cell === null) return null;
  switch (type) {
    case "uint64":
    case "key":
    case "int64":
      return cell instanceof Uint8Array ? null : BigInt(cell);
    case "time":
      return Date.parse(String(cell));
    case "span":
      return BigInt(Math.round(Number(/^PT([\d.]+)S$/.exec(String(cell))?.[1] ?? 0) * 1_000));
    case "bool":
      return cell !== 0;
    case "texts":
    case "uint32s":
      return JSON.parse(String(cell));
    case "uint32":
    case "float64":
      return Number(cell);
    case "text":
      if (cell instanceof Uint8Array) return Buffer.from(cell).toString("hex");
      return String(cell);
    case "bytes":
      return cell;
    default:
      return type satisfies never;
  }
}
