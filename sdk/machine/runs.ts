import { MessageType, type Notification, type ValueOrFailure } from "@holdfast/core";
import type { Handle } from "./handle.ts";

/** A run command of this attempt. */
export interface RunInfo {
  readonly completionId: number;
  readonly name: string;
  /** Index of its command in the journal. */
  readonly index: number;
}

/** The runs of an attempt whose result the journal did not hold: to do, under way, proposed. */
export class Runs {
  private readonly toDo = new Map<Handle, RunInfo>();
  private readonly underWay = new Map<Handle, RunInfo>();

  /** Results that were proposed and will be acknowledged without being repeated (v7). */
  private readonly proposed = new Map<number, ValueOrFailure>();

  add(handle: Handle, info: RunInfo): void {
    this.toDo.set(handle, info);
  }

  /** Takes the first of these runs that is to be done. */
  take(awaited: readonly Handle[]): Handle | null {
    for (const handle of awaited) {
      const info = this.toDo.get(handle);
      if (info === undefined) continue;
      this.toDo.delete(handle);
      this.underWay.set(handle, info);
      return handle;
    }
    return null;
  }

  /** A run that is under way, or undefined. */
  running(handle: Handle): RunInfo | undefined {
    return this.underWay.get(handle);
  }

  anyUnderWay(awaited: readonly Handle[]): boolean {
    return awaited.some((handle) => this.underWay.has(handle));
  }

  namesUnderWay(): readonly string[] {
    return [...this.underWay.values()].map(({ name }) => name);
  }

  finish(handle: Handle): RunInfo | undefined {
    const info = this.underWay.get(handle);
    this.underWay.delete(handle);
    return info;
  }

  /** Keeps a proposed result until the server says that it is stored. */
  propose(completionId: number, result: ValueOrFailure): void {
    this.proposed.set(completionId, result);
  }

  /** The notification that an acknowledgement stands for, or null where nothing was proposed. */
  acknowledged(completionId: number): Notification | null {
    const result = this.proposed.get(completionId);
    if (result === undefined) return null;
    this.proposed.delete(completionId);
    const id = { _tag: "Completion", completionId } as const;
    return { _tag: "Notification", type: MessageType.RunNotification, id, result };
  }
}
