interface Entry<T> {
  readonly atMs: number;
  readonly of: T;
}

/** A binary heap of deadlines, the earliest first. An entry is never moved: it is taken and put back. */
export class Deadlines<T> {
  private heap: Entry<T>[] = [];

  get size(): number {
    return this.heap.length;
  }

  /** The earliest deadline, or infinity. */
  nextMs(): number {
    return this.heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(atMs: number, of: T): void {
    const { heap } = this;
    let at = heap.length;
    heap.push({ atMs, of });
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.at(parent) <= atMs) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** Takes the earliest entry if it is due. */
  takeDue(nowMs: number): T | null {
    const { heap } = this;
    const first = heap[0];
    if (first === undefined || first.atMs > nowMs) return null;
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      heap[0] = last;
      this.sink();
    }
    return first.of;
  }

  /** Drops the entries that nobody waits for any more. */
  keep(wanted: (of: T) => boolean): void {
    this.heap = this.heap.filter(({ of }) => wanted(of));
    for (let at = (this.heap.length >> 1) - 1; at >= 0; at--) this.sink(at);
  }

  private sink(from = 0): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (this.at(left) < this.at(least)) least = left;
      if (this.at(right) < this.at(least)) least = right;
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private at(index: number): number {
    return this.heap[index]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  private swap(a: number, b: number): void {
    const { heap } = this;
    const one = heap[a];
    const other = heap[b];
    if (one === undefined || other === undefined) return;
    heap[a] = other;
    heap[b] = one;
  }
}
