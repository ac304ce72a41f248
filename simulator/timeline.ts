/** Unix time at which every world begins; clocks of engines may be ahead of it. */
export const EPOCH_MS = 1_700_000_000_000;

/** What is to happen at a time; where it takes microtasks, it is waited for. */
export type Task = () => void | Promise<void>;

interface Entry {
  readonly atUs: number;
  readonly order: number;
  readonly task: Task;
}

/**
 * Virtual time in whole microseconds, and everything that is going to happen in it.
 * Exists so that a world is one sequence of steps: the earliest first, and of equal ones the one
 * that was planned first.
 */
export class Timeline {
  private readonly heap: Entry[] = [];
  private planned = 0;
  private now = 0;

  get nowUs(): number {
    return this.now;
  }

  /** When the next thing happens, or infinity. */
  get nextUs(): number {
    return this.heap[0]?.atUs ?? Number.POSITIVE_INFINITY;
  }

  /** Plans a task, not before now. */
  at(atUs: number, task: Task): void {
    const { heap } = this;
    const entry = { atUs: Math.max(atUs, this.now), order: this.planned++, task };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || before(above, entry)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  after(delayUs: number, task: Task): void {
    this.at(this.now + delayUs, task);
  }

  /** Moves time to the next task and takes it; null when nothing is planned. */
  take(): Task | null {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.sink(last);
    this.now = first.atUs;
    return first.task;
  }

  private sink(entry: Entry): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let least = left;
      if (right !== undefined && before(right, left)) {
        least = right;
        child++;
      }
      if (before(entry, least)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = entry;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}
