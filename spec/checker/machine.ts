/** One thing that can happen to a machine: the name of its rule and what the rule is applied to. */
export interface Step {
  readonly do: string;
}

/** A predicate over states that bears the name of a claim, or of a thing that must be reached. */
export type Named<S> = Readonly<Record<string, (state: S) => boolean>>;

/**
 * An abstract machine over a small scope. States are plain values: text, numbers, booleans, arrays
 * and records; a set is an array in canonical order (`setOf`), so that equal states look equal.
 */
export interface Machine<S, A extends Step> {
  readonly name: string;
  readonly initial: S;
  /** Every step that the scope has; those that a state does not allow are refused by `act`. */
  readonly choices: (state: S) => readonly A[];
  /** The state after the step, or null where the step is not enabled. */
  readonly act: (state: S, step: A) => S | null;
  /** What holds in every state: safety claims by name. */
  readonly always: Named<S>;
  /** What holds of every step: safety claims that compare two states. */
  readonly everyStep?: Readonly<Record<string, (before: S, after: S, step: A) => boolean>>;
  /** What can still be reached from every state by steps that are no faults: liveness claims. */
  readonly inTheEnd?: Named<S>;
  /** Names of the steps that are faults or outside choices, which nothing may depend on. */
  readonly faults?: readonly A["do"][];
  /** What some state must show, or the scope is too small to mean anything. */
  readonly reached: Named<S>;
}
