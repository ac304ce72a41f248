import type { Change } from "@holdfast/core";

/**
 * Tells the lives of one id apart: an id that follows from a key can be begun again, even in the
 * same millisecond, once what had it before is forgotten.
 */
export class Lives {
  private readonly ended = new Map<string, number>();

  /** Takes a durable change, in order. */
  see({ table, group, value }: Change): void {
    if (table !== "invocation" || value !== null) return;
    this.ended.set(group, (this.ended.get(group) ?? 0) + 1);
  }

  /** How often this id was forgotten before. */
  of(id: string): number {
    return this.ended.get(id) ?? 0;
  }
}
