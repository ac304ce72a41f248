/** What a bug is about; each class has its own file of them. */
export const BUG_CLASSES = [
  "lock and queue",
  "journal",
  "fencing",
  "wake-up",
  "timer",
  "idempotency",
  "cancel and kill",
  "storage",
] as const;

export type BugClass = (typeof BUG_CLASSES)[number];

/** One change of one source file: a text that is in it exactly once, and what stands there instead. */
export interface Edit {
  /** Path from the root of the repository; a file of core/ or of simulator/. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A bug that the simulator has to find. */
export interface Bug {
  readonly name: string;
  readonly kind: BugClass;
  /** What is wrong, in one clause. */
  readonly what: string;
  readonly edits: readonly [Edit, ...Edit[]];
  /** The claims of which one has to be found broken, and no other. */
  readonly claims: readonly string[];
  /** A public report of such a bug in another system. */
  readonly thread?: string;
}
