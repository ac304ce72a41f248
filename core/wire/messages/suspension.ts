import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { type Future, readFuture, writeFuture } from "./future.ts";
import { MessageType } from "./message-type.ts";

/** Resume when any one of these exists (wire facts 1.8, v5 and v6). */
export interface WaitingAnyOf {
  readonly _tag: "AnyOf";
  readonly completions: readonly number[];
  readonly signals: readonly number[];
  readonly namedSignals: readonly string[];
}

/** Resume when the tree is decided (wire facts 1.8, v7). */
export interface WaitingFuture {
  readonly _tag: "Future";
  readonly future: Future;
}

/**
 * The SDK can go no further until something happens, and lets the attempt go (wire facts 1.8).
 * Whether the set is empty, which the protocol forbids, is for the attempt to judge.
 */
export interface Suspension {
  readonly _tag: "Suspension";
  readonly waitingOn: WaitingAnyOf | WaitingFuture;
}

/** Writes and reads Suspension in both layouts. */
export const suspensionCodec: Codec<Suspension> = {
  type: MessageType.Suspension,
  encode(writer, { waitingOn }) {
    if (waitingOn._tag === "Future") {
      writeFuture(writer, 4, waitingOn.future);
      return;
    }
    writer.packedUint32(1, waitingOn.completions);
    writer.packedUint32(2, waitingOn.signals);
    for (const name of waitingOn.namedSignals) writer.stringAlways(3, name);
  },
  decode: readSuspension,
};

function readSuspension(reader: Reader): Suspension {
  const completions: number[] = [];
  const signals: number[] = [];
  const namedSignals: string[] = [];
  let future: Future | null = null;
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        reader.uint32s("waiting_completions", completions);
        break;
      case 2:
        reader.uint32s("waiting_signals", signals);
        break;
      case 3:
        if (reader.countElement("waiting_named_signals")) {
          namedSignals.push(reader.string("waiting_named_signals"));
        }
        break;
      case 4:
        future = readFuture(reader, "awaiting_on");
        break;
      default:
        reader.skip();
    }
  }
  const waitingOn: WaitingAnyOf | WaitingFuture =
    future === null
      ? { _tag: "AnyOf", completions, signals, namedSignals }
      : { _tag: "Future", future };
  return { _tag: "Suspension", waitingOn };
}
