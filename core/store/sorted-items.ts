/** Items a chunk holds before it is cut in two; small enough that an insertion moves little. */
const CHUNK_ITEMS = 256;

/** An ordered set of item keys: chunks of sorted runs, so that no insertion is ever linear. */
export class SortedItems {
  private chunks: string[][] = [];

  constructor(items: Iterable<string>) {
    const sorted = [...items].sort(compareItems);
    for (let i = 0; i < sorted.length; i += CHUNK_ITEMS) {
      this.chunks.push(sorted.slice(i, i + CHUNK_ITEMS));
    }
  }

  /** Adds an item that is not in the set. */
  add(item: string): void {
    const at = this.chunkOf(item);
    const chunk = this.chunks[at];
    if (chunk === undefined) {
      this.chunks.push([item]);
      return;
    }
    chunk.splice(lowerBound(chunk, item), 0, item);
    if (chunk.length > CHUNK_ITEMS) {
      this.chunks.splice(at, 1, chunk.slice(0, CHUNK_ITEMS / 2), chunk.slice(CHUNK_ITEMS / 2));
    }
  }

  /** Removes an item that is in the set. */
  remove(item: string): void {
    const at = this.chunkOf(item);
    const chunk = this.chunks[at];
    if (chunk === undefined) return;
    const index = lowerBound(chunk, item);
    if (chunk[index] !== item) return;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.chunks.splice(at, 1);
  }

  /** Items from `from` (inclusive) on, ascending, at most `limit`. */
  from(from: string, limit: number): string[] {
    const found: string[] = [];
    for (let at = this.chunkOf(from); at < this.chunks.length && found.length < limit; at++) {
      const chunk = this.chunks[at] ?? [];
      for (let i = lowerBound(chunk, from); i < chunk.length && found.length < limit; i++) {
        found.push(chunk[i] as string);
      }
    }
    return found;
  }

  /** Index of the last chunk whose first item is not after `item`, or 0. */
  private chunkOf(item: string): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const first = this.chunks[middle]?.[0];
      if (first !== undefined && first <= item) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function compareItems(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Index of the first item that is not before `item`. */
function lowerBound(sorted: readonly string[], item: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < item) low = middle + 1;
    else high = middle;
  }
  return low;
}
