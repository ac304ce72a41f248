import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { readFailure, writeFailure } from "./failure.ts";
import { MessageType } from "./message-type.ts";
import { EMPTY, readValue, readVoid, type ValueOrFailure, type VoidResult } from "./result.ts";

/** The built-in signal that asks an invocation to cancel itself (wire facts 1.5). */
export const CANCEL_SIGNAL_INDEX = 1;

/** The index of an invocation's first awakeable; those below are reserved (wire facts 1.5). */
export const FIRST_USER_SIGNAL_INDEX = 17;

/** A signal known by its number: an awakeable, or one built in. */
export interface IndexedSignal {
  readonly _tag: "Signal";
  readonly index: number;
}

/** A signal known by the name the user gave it. */
export interface NamedSignal {
  readonly _tag: "NamedSignal";
  readonly name: string;
}

/** Which signal of an invocation is meant. */
export type SignalId = IndexedSignal | NamedSignal;

/** Sends a signal to another invocation, known by its `inv_1` text (wire facts 1.5). */
export interface SendSignalCommand {
  readonly _tag: "SendSignalCommand";
  readonly targetInvocationId: string;
  readonly signal: SignalId;
  readonly result: VoidResult | ValueOrFailure;
  readonly name: string;
}

/** Writes and reads SendSignal. */
export const sendSignalCodec: Codec<SendSignalCommand> = {
  type: MessageType.SendSignalCommand,
  encode(writer, { targetInvocationId, signal, result, name }) {
    writer.string(1, targetInvocationId);
    if (signal._tag === "Signal") writer.uint32Always(2, signal.index);
    else writer.stringAlways(3, signal.name);
    if (result._tag === "Void") writer.bytesMessage(4, EMPTY);
    else if (result._tag === "Value") writer.bytesMessage(5, result.value);
    else writeFailure(writer, 6, result.failure);
    writer.string(12, name);
  },
  decode: readSendSignal,
};

function readSendSignal(reader: Reader): SendSignalCommand | null {
  let targetInvocationId = "";
  let signal: SignalId | null = null;
  let result: VoidResult | ValueOrFailure | null = null;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        targetInvocationId = reader.string("target_invocation_id");
        break;
      case 2:
        signal = { _tag: "Signal", index: reader.uint32("idx") };
        break;
      case 3:
        signal = { _tag: "NamedSignal", name: reader.string("name") };
        break;
      case 4:
        result = readVoid(reader, "void");
        break;
      case 5:
        result = { _tag: "Value", value: readValue(reader, "value") };
        break;
      case 6:
        result = { _tag: "Failure", failure: readFailure(reader, "failure") };
        break;
      case 12:
        name = reader.string("entry_name");
        break;
      default:
        reader.skip();
    }
  }
  if (signal === null) return reader.refuse("signal_id", "has neither idx nor name");
  if (result === null) return reader.refuse("result", "has neither void, value nor failure");
  return { _tag: "SendSignalCommand", targetInvocationId, signal, result, name };
}
