import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";

/** Announces a step whose outcome will be proposed (wire facts 1.7). */
export interface RunCommand {
  readonly _tag: "RunCommand";
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Writes and reads Run. */
export const runCodec: Codec<RunCommand> = {
  type: MessageType.RunCommand,
  encode(writer, message) {
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode(reader) {
    let resultCompletionId = 0;
    let name = "";
    while (reader.nextField()) {
      if (reader.field === 11) resultCompletionId = reader.uint32("result_completion_id");
      else if (reader.field === 12) name = reader.string("name");
      else reader.skip();
    }
    if (resultCompletionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
    return { _tag: "RunCommand", resultCompletionId, name };
  },
};
