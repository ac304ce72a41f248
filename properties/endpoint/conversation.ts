import {
  contentType,
  decodeMessage,
  encodeFrames,
  encodeMessage,
  encodeStart,
  encodeUtf8,
  FrameReader,
  invocationIdFromHex,
  type Message,
  messageType,
  MessageType,
  type StreamId,
  type StreamInputs,
  type StreamPort,
} from "@holdfast/core";

type StreamInput = Parameters<StreamInputs>[0];

const VERSION = 6;

/** One attempt at a handler, spoken by a test over a stream transport. */
export class Conversation {
  readonly inputs: StreamInput[] = [];
  readonly messages: Message[] = [];
  readonly #reader = new FrameReader();
  #changed: () => void = () => undefined;

  take(input: StreamInput): void {
    this.inputs.push(input);
    if (input._tag === "StreamBytes") this.#read(input.bytes);
    this.#changed();
  }

  /** Resolves once a message with this tag has come; rejects if the stream is over before. */
  async message<T extends Message["_tag"]>(tag: T): Promise<Extract<Message, { _tag: T }>> {
    for (;;) {
      const found = this.messages.find((message) => message._tag === tag);
      if (found !== undefined) return found as Extract<Message, { _tag: T }>;
      const last = this.inputs.at(-1);
      if (last?._tag === "StreamEnd" || last?._tag === "StreamFailed") {
        throw new Error(`no ${tag} came: ${JSON.stringify(this.inputs)}`);
      }
      await this.#change();
    }
  }

  /** Resolves with the input of this tag once it has come. */
  async input<T extends StreamInput["_tag"]>(tag: T): Promise<Extract<StreamInput, { _tag: T }>> {
    for (;;) {
      const found = this.inputs.find((input) => input._tag === tag);
      if (found !== undefined) return found as Extract<StreamInput, { _tag: T }>;
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }

  #read(bytes: Uint8Array): void {
    this.#reader.push(bytes);
    for (let frame = this.#reader.next(); frame !== null; frame = this.#reader.next()) {
      if (frame._tag === "FrameError") throw new Error(frame.reason);
      const message = decodeMessage(frame.type, frame.payload);
      if (message._tag === "DecodeFailure") throw new Error(JSON.stringify(message));
      this.messages.push(message);
    }
  }
}

/** Opens conversations on one transport and hands each its inputs. */
export class Conversations {
  readonly #all = new Map<StreamId, Conversation>();

  readonly inputs: StreamInputs = (input) => this.#all.get(input.stream)?.take(input);

  /** Opens a stream and sends Start and Input, as the server does for a new invocation. */
  begin(
    streams: StreamPort,
    stream: StreamId,
    uri: string,
    handler: string,
    argument: unknown,
    httpVersion: "HTTP/2.0" | "HTTP/1.1" = "HTTP/2.0",
    type = contentType(VERSION),
  ): Conversation {
    const conversation = new Conversation();
    this.#all.set(stream, conversation);
    const path = `invoke/${handler}`;
    const headers = [
      ["content-type", type],
      ["accept", type],
    ] as const;
    streams.open(stream, { uri, httpVersion, path, headers });
    streams.write(stream, startFrame(stream));
    streams.write(stream, inputFrame(argument));
    return conversation;
  }
}

function startFrame(stream: StreamId): Uint8Array {
  const invocationId = invocationIdFromHex(stream.toString(16).padStart(48, "0"));
  if (invocationId === null) throw new Error("no invocation id");
  const payload = encodeStart(
    {
      _tag: "Start",
      invocationId,
      debugId: `inv_${stream}`,
      knownEntries: 1,
      state: [],
      partialState: true,
      key: "",
      retryCountSinceLastStoredEntry: 0,
      durationSinceLastStoredEntryMs: 0,
      randomSeed: 1n,
      scope: null,
      limitKey: null,
      idempotencyKey: null,
    },
    VERSION,
  );
  return encodeFrames([{ type: MessageType.Start, payload }]);
}

function inputFrame(argument: unknown): Uint8Array {
  const value = encodeUtf8(JSON.stringify(argument));
  return frameOf({ _tag: "InputCommand", headers: [], value, name: "" });
}

/** The answer to a proposed run, as protocol versions 5 and 6 have it. */
export function runCompletion(completionId: number, value: Uint8Array): Uint8Array {
  return frameOf({
    _tag: "Notification",
    type: MessageType.RunNotification,
    id: { _tag: "Completion", completionId },
    result: { _tag: "Value", value },
  });
}

function frameOf(message: Message): Uint8Array {
  return encodeFrames([{ type: messageType(message), payload: encodeMessage(message) }]);
}
