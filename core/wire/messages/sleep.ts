import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";

/** Asks to be told when `wakeUpTimeMs` (unix) has come (wire facts 5.4). */
export interface SleepCommand {
  readonly _tag: "SleepCommand";
  readonly wakeUpTimeMs: number;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Writes and reads Sleep. */
export const sleepCodec: Codec<SleepCommand> = {
  type: MessageType.SleepCommand,
  encode(writer, message) {
    writer.uint64(1, message.wakeUpTimeMs);
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode: readSleep,
};

function readSleep(reader: Reader): SleepCommand | null {
  let wakeUpTimeMs = 0;
  let resultCompletionId = 0;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        wakeUpTimeMs = reader.uint64("wake_up_time");
        break;
      case 11:
        resultCompletionId = reader.uint32("result_completion_id");
        break;
      case 12:
        name = reader.string("name");
        break;
      default:
        reader.skip();
    }
  }
  if (resultCompletionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
  return { _tag: "SleepCommand", wakeUpTimeMs, resultCompletionId, name };
}
