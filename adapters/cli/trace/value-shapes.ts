import type { Waited } from "@holdfast/spec";
import { Schema as S } from "effect";

/** The shapes of values in a trace; see the types of the same names in the specification. */

export const Count = S.NonNegativeInt;
/** Unix milliseconds. */
export const Time = S.Int;
/** What stands for a content: its length, and the beginning of its SHA-256. */
export const Digest = S.String.pipe(S.pattern(/^\d+:[0-9a-f]{16}$/));
export const FailureShape = S.Struct({ code: S.Int, message: S.String });

/** A struct with its tag, as members of a union are. */
export function tagged<const Tag extends string, Fields extends S.Struct.Fields>(
  tag: Tag,
  fields: Fields,
) {
  return S.Struct({ _tag: S.Literal(tag), ...fields });
}

/** Structs that differ in their tags alone. */
export function alike<const Tags extends readonly [string, ...string[]], F extends S.Struct.Fields>(
  tags: Tags,
  fields: F,
) {
  return S.Struct({ _tag: S.Literal(...tags), ...fields });
}

export const OutcomeShape = S.Union(
  tagged("Success", { value: Digest }),
  tagged("Failure", { failure: FailureShape }),
);

export const ResultShape = S.Union(
  tagged("Void", {}),
  tagged("Value", { value: Digest }),
  tagged("Failure", { failure: FailureShape }),
  tagged("InvocationId", { id: S.String }),
  tagged("StateKeys", { names: S.Array(S.String) }),
);

export const ListenerShape = S.Struct({
  id: S.String,
  incarnation: Count,
  completionId: Count,
  notificationType: Count,
});

export const PinShape = S.Struct({ deploymentId: S.String, protocolVersion: Count });

export const WaitedShape: S.Schema<Waited> = S.Union(
  S.String,
  S.Struct({
    combinator: S.Literal(
      "Unknown",
      "FirstCompleted",
      "AllCompleted",
      "FirstSucceededOrAllFailed",
      "AllSucceededOrFirstFailed",
    ),
    of: S.Array(S.suspend((): S.Schema<Waited> => WaitedShape)),
  }),
);

export const CALLEE = {
  service: S.String,
  key: S.NullOr(S.String),
  handler: S.String,
  idempotencyKey: S.NullOr(S.String),
};

export const MessageShape = S.Union(
  tagged("Invoke", {
    ...CALLEE,
    id: S.String,
    listener: S.NullOr(ListenerShape),
    startAtMs: S.NullOr(Time),
  }),
  tagged("Notify", {
    id: S.String,
    incarnation: S.NullOr(Count),
    type: Count,
    key: S.String,
    result: ResultShape,
  }),
  tagged("Attach", { id: S.String, listener: ListenerShape, wait: S.Boolean }),
  tagged("Kill", { id: S.String }),
);
