import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";

/** What the SDK wants done about an error (wire facts 1.4; honoured in every version, 1.12). */
export type ErrorBehavior = "Retry" | "Pause" | "Fail";

const BEHAVIORS: readonly ErrorBehavior[] = ["Retry", "Pause", "Fail"];

/**
 * The attempt failed on the SDK's side (wire facts 1.4, 1.12).
 * Its code does not make it terminal: `behavior` alone says what follows.
 */
export interface ErrorMessage {
  readonly _tag: "Error";
  readonly code: number;
  readonly message: string;
  readonly stacktrace: string;
  readonly relatedCommandIndex: number | null;
  readonly relatedCommandName: string | null;
  readonly relatedCommandType: number | null;
  readonly nextRetryDelayMs: number | null;
  readonly behavior: ErrorBehavior;
}

/** Writes and reads Error. */
export const errorCodec: Codec<ErrorMessage> = {
  type: MessageType.Error,
  encode(writer, error) {
    writer.uint32(1, error.code);
    writer.string(2, error.message);
    writer.string(3, error.stacktrace);
    if (error.relatedCommandIndex !== null) writer.uint32Always(4, error.relatedCommandIndex);
    if (error.relatedCommandName !== null) writer.stringAlways(5, error.relatedCommandName);
    if (error.relatedCommandType !== null) writer.uint32Always(6, error.relatedCommandType);
    if (error.nextRetryDelayMs !== null) writer.uint64Always(8, error.nextRetryDelayMs);
    writer.uint32(9, BEHAVIORS.indexOf(error.behavior));
  },
  decode: readError,
};

function readError(reader: Reader): ErrorMessage {
  let code = 0;
  let message = "";
  let stacktrace = "";
  let relatedCommandIndex: number | null = null;
  let relatedCommandName: string | null = null;
  let relatedCommandType: number | null = null;
  let nextRetryDelayMs: number | null = null;
  let behavior: ErrorBehavior = "Retry";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        code = reader.uint32("code");
        break;
      case 2:
        message = reader.string("message");
        break;
      case 3:
        stacktrace = reader.string("stacktrace");
        break;
      case 4:
        relatedCommandIndex = reader.uint32("related_command_index");
        break;
      case 5:
        relatedCommandName = reader.string("related_command_name");
        break;
      case 6:
        relatedCommandType = reader.uint32("related_command_type");
        break;
      case 8:
        nextRetryDelayMs = reader.uint64("next_retry_delay");
        break;
      case 9:
        behavior = BEHAVIORS[reader.enumeration("behavior")] ?? "Retry";
        break;
      default:
        reader.skip();
    }
  }
  return {
    _tag: "Error",
    code,
    message,
    stacktrace,
    relatedCommandIndex,
    relatedCommandName,
    relatedCommandType,
    nextRetryDelayMs,
    behavior,
  };
}
