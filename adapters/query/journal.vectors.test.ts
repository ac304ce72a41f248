import { readFileSync } from "node:fs";
import {
  DEFAULTS,
  type Invocation,
  journalItem,
  type JournalEntry,
  MessageType,
  parseInvocationId,
  type Target,
} from "@holdfast/core";
import { expect, it } from "vitest";
import type { QuerySource } from "./source.ts";
import { JOURNAL } from "./tables/journal.ts";

interface Vector {
  readonly index: number;
  readonly entry_type: string;
  readonly name?: string;
  readonly raw: string;
  readonly entry_json: unknown;
  readonly entry_lite_json: unknown;
}

const file = new URL("../../spec/vectors/query-journal.json", import.meta.url);
const { rows: vectors } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly rows: readonly Vector[];
};

/** The one callee that is an object. */
const OBJECT = "inv_1fQqRAo6xxSe2vuRQYiwTCzIu6RnzYlkYN";
const ID = "5164c775648d211bfc1b0e11991cc94920918243914fad60";

/** The journal that was seen, with the callees of its calls. */
const source: QuerySource = {
  attempts: [],
  rows: () =>
    vectors.map(({ index, entry_type: type, raw }) => {
      const value = entryOf(type, Uint8Array.from(Buffer.from(raw, "hex"))) as never;
      return { group: ID, item: journalItem(index), value };
    }),
  get: (_, group) => {
    const target: Target =
      group === parseInvocationId(OBJECT)
        ? { _tag: "Object", service: "IntObj", key: "z", handler: "run", access: "Exclusive" }
        : { _tag: "Service", service: "Int", handler: "run" };
    const { journalRetentionMs } = DEFAULTS;
    return {
      target,
      journalRetentionMs,
      completionRetentionMs: journalRetentionMs,
    } as Invocation as never;
  },
};

function entryOf(entryType: string, payload: Uint8Array): JournalEntry {
  const [kind, name] = entryType.split(": ");
  const type = MessageType[`${name}${kind}` as keyof typeof MessageType];
  return { _tag: "Command", type, payload, completionId: null, storedAtMs: 0 };
}

it.each(vectors.map((vector, index) => [vector.index, vector.entry_type, vector, index] as const))(
  "shows entry %i, %s, as it was seen",
  (_, __, vector, index) => {
    const row = [...JOURNAL.rows(source, new Map())][index];
    expect(row?.["entry_type"]).toBe(vector.entry_type);
    expect(row?.["name"] ?? undefined).toBe(vector.name);
    expect(JSON.parse(String(row?.["entry_json"]))).toEqual(vector.entry_json);
    expect(JSON.parse(String(row?.["entry_lite_json"]))).toEqual(vector.entry_lite_json);
  },
);
