import type { RowChange } from "@holdfast/spec";

/** The rows that a trace comes to: what is durable, as far as it tells. */
export class TracedRows {
  private readonly rows = new Map<string, RowChange>();

  apply(changes: Iterable<RowChange>): void {
    for (const change of changes) {
      if (change.value === null) this.rows.delete(nameOf(change));
      else this.rows.set(nameOf(change), change);
    }
  }

  clear(): void {
    this.rows.clear();
  }

  all(): Iterable<RowChange> {
    return this.rows.values();
  }
}

/** Groups and items may have any character in them: their lengths tell them apart. */
function nameOf({ table, group, item }: RowChange): string {
  return `${table} ${group.length} ${group} ${item}`;
}
