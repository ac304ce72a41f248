import { SortedItems } from "./sorted-items.ts";

/** Rows up to which a group is a short list; beyond, it is a map whose order is made on demand. */
const FEW_ROWS = 16;

/**
 * The rows of one group.
 * Exists because most groups hold one row or a dozen, written in order and read as a whole, and a
 * few hold all timers there are: the first kind is to be small, the second never linear.
 */
export class RowGroup<R extends { readonly item: string }> {
  /** Ascending by item; empty once there were more than a few. */
  private few: R[];
  private many: Map<string, R> | null;
  /** Of `many`, kept once somebody has asked for it. */
  private order: SortedItems | null = null;

  constructor(rows: readonly R[] = []) {
    this.few = rows.slice();
    this.many = null;
  }

  get size(): number {
    return this.many === null ? this.few.length : this.many.size;
  }

  get(item: string): R | undefined {
    if (this.many !== null) return this.many.get(item);
    const { few } = this;
    for (let at = few.length - 1; at >= 0; at--) {
      const row = few[at] as R;
      if (row.item === item) return row;
    }
    return undefined;
  }

  /** Adds a row, or puts it in the place of the one with its item. */
  put(row: R): void {
    if (this.many === null) this.putIntoFew(row);
    else {
      if (this.order !== null && !this.many.has(row.item)) this.order.add(row.item);
      this.many.set(row.item, row);
    }
  }

  delete(item: string): void {
    if (this.many !== null) {
      if (this.many.delete(item)) this.order?.remove(item);
      return;
    }
    const { few } = this;
    for (let at = few.length - 1; at >= 0; at--) {
      if ((few[at] as R).item !== item) continue;
      if (at === few.length - 1) few.pop();
      else few.splice(at, 1);
      return;
    }
  }

  /** Rows from `from` (inclusive) on, ascending, at most `limit`. */
  from(from: string, limit: number): readonly R[] {
    const { few, many } = this;
    if (many !== null) {
      this.order ??= new SortedItems(many.keys());
      return this.order.from(from, limit).map((item) => many.get(item) as R);
    }
    let start = 0;
    if (from !== "") while (start < few.length && (few[start] as R).item < from) start++;
    return few.slice(start, limit < few.length ? start + limit : few.length);
  }

  /** A group of the same rows that changes without this one. */
  copy(): RowGroup<R> {
    const copy = new RowGroup<R>(this.few);
    if (this.many !== null) copy.many = new Map(this.many);
    return copy;
  }

  private putIntoFew(row: R): void {
    const { few } = this;
    let at = few.length;
    while (at > 0) {
      const before = few[at - 1] as R;
      if (before.item === row.item) {
        few[at - 1] = row;
        return;
      }
      if (before.item < row.item) break;
      at--;
    }
    if (at === few.length) few.push(row);
    else few.splice(at, 0, row);
    if (few.length <= FEW_ROWS) return;
    this.many = new Map(few.map((each) => [each.item, each]));
    this.few = [];
  }
}
