import type { InvocationStatus } from "@holdfast/core";

/**
 * One world from its beginning to its end, as plain values: what a page shows of it. It grows while
 * the world runs; what is in it never changes.
 */
export interface Recording {
  readonly engines: number;
  /** Who does something, in the order in which they first did. */
  readonly actors: readonly string[];
  /** Every durable row that there ever was and that is shown. */
  readonly rows: readonly RowAddress[];
  /** Every value that a row ever had. */
  readonly values: readonly RowValue[];
  readonly moments: readonly Moment[];
}

/** What is known of a world besides what happened in it. */
export interface Title {
  readonly seed: number;
  /** Which claim did not hold, and how that was seen; null where all held. */
  readonly broken: { readonly claim: string; readonly message: string } | null;
  /** Names and values worth knowing, in the order in which they are shown. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** One thing that happened. */
export interface Moment {
  /** Number of the event in the trace; where it is none, that of the next event. */
  readonly step: number;
  /** Virtual time in milliseconds since the world began. */
  readonly atMs: number;
  /** Index of who did it. */
  readonly actor: number;
  readonly kind: MomentKind;
  readonly text: string;
  /** What moved, in short; empty where nothing did. */
  readonly effect: string;
  /** Name of the invocation that it is about; empty where it is about none, or many. */
  readonly about: string;
  readonly turn: Turn | null;
}

/**
 * A detail is an event too, of bytes on their way or the like; a strike is the beginning of a fault,
 * and what comes of it may be a fault event. An aside is no event of the trace, only something that
 * the world knows; a breach is the end of the world.
 */
export type MomentKind = "Event" | "Detail" | "Fault" | "Strike" | "Aside" | "Breach";

/** Whether a moment is an event of the trace, and so has a step of its own. */
export function isCounted({ kind }: Pick<Moment, "kind">): boolean {
  return kind !== "Aside" && kind !== "Breach";
}

/** How the state of one engine moved: pairs of a row and its value, by index; -1 takes it away. */
export type Turn =
  /** Decided, and known to the engine, but not durable. */
  | { readonly _tag: "Decided"; readonly engine: number; readonly pairs: readonly number[] }
  | { readonly _tag: "Durable"; readonly engine: number; readonly pairs: readonly number[] }
  /** An engine begins on what is durable. */
  | { readonly _tag: "Starts"; readonly engine: number }
  | { readonly _tag: "Stops"; readonly engine: number };

/** Where a row stands. */
export interface RowAddress {
  readonly engine: number;
  readonly table: ShownTable;
  /** Name of the invocation, the object or the like that it belongs to. */
  readonly owner: string;
  /** Its place among those of its owner, in the order of text. */
  readonly item: string;
}

export type ShownTable = RowValue["_tag"];

/** What is shown of a row. */
export type RowValue =
  | {
      readonly _tag: "Invocation";
      readonly target: string;
      readonly status: InvocationStatus["_tag"];
      /** Whether it has completed with a failure. */
      readonly failed: boolean;
      /** What it waits for, until when, or what came of it. */
      readonly detail: string;
      readonly epoch: number;
      readonly lastFailure: string;
    }
  | { readonly _tag: "Entry"; readonly command: boolean; readonly text: string }
  | { readonly _tag: "Lock"; readonly holder: string }
  | { readonly _tag: "Place"; readonly who: string }
  | { readonly _tag: "State"; readonly text: string }
  | { readonly _tag: "Promise"; readonly done: boolean; readonly text: string }
  /** `atMs` is virtual time, as in a moment. */
  | { readonly _tag: "Timer"; readonly text: string; readonly atMs: number }
  | { readonly _tag: "Message"; readonly text: string };
