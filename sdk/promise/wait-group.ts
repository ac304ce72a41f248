import type { Combinator } from "@holdfast/core";
import type { Awaiting, Handle } from "../machine/index.ts";

/**
 * Things that a handler awaits together: handles, and groups within. It tells the server when
 * enough of them has happened, so that a suspended handler is not started in vain.
 */
export class WaitGroup {
  private readonly combinator: Combinator;
  private readonly handles = new Set<Handle>();
  private readonly groups = new Set<WaitGroup>();

  constructor(combinator: Combinator) {
    this.combinator = combinator;
  }

  add(member: Handle | WaitGroup): void {
    if (typeof member === "string") this.handles.add(member);
    else this.groups.add(member);
  }

  /** Its promise is settled: nobody waits for it any more. */
  drop(group: WaitGroup): void {
    this.groups.delete(group);
  }

  clear(): void {
    this.handles.clear();
    this.groups.clear();
  }

  /** What of it is still open, or null where nothing is; the rest is forgotten. */
  open(isOpen: (handle: Handle) => boolean): Awaiting | null {
    for (const handle of this.handles) if (!isOpen(handle)) this.handles.delete(handle);
    const handles = [...this.handles];
    const nested: Awaiting[] = [];
    for (const group of this.groups) {
      const awaiting = group.open(isOpen);
      if (awaiting !== null) nested.push(awaiting);
    }
    if (handles.length === 0 && nested.length === 0) return null;
    return { combinator: this.combinator, handles, nested };
  }
}
