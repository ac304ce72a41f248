import * as core from "@holdfast/core";

/** What the endpoint of this example offers: an object that counts whom it greets. */
export const GREETER: core.DeploymentDescription = {
  uri: "in-process://greeter/",
  httpVersion: "HTTP/2.0",
  protocolMode: "BidiStream",
  minProtocolVersion: 6,
  maxProtocolVersion: 6,
  sdkVersion: null,
  additionalHeaders: {},
  metadata: {},
  services: [
    {
      name: "greeter",
      type: "VirtualObject",
      handlers: [
        {
          name: "greet",
          type: "Exclusive",
          input: { required: false, contentType: "*/*", jsonSchema: null },
          output: { contentType: "text/plain", setContentTypeIfEmpty: false, jsonSchema: null },
          options: noOptions(),
          documentation: null,
          metadata: {},
        },
      ],
      options: noOptions(),
      documentation: null,
      metadata: {},
    },
  ],
};

function noOptions(): core.HandlerOptions {
  return {
    inactivityTimeoutMs: null,
    abortTimeoutMs: null,
    journalRetentionMs: null,
    idempotencyRetentionMs: null,
    workflowCompletionRetentionMs: null,
    enableLazyState: null,
    ingressPrivate: null,
    retryPolicy: {
      initialIntervalMs: null,
      exponentiationFactor: null,
      maxIntervalMs: null,
      maxAttempts: null,
      onMaxAttempts: null,
    },
  };
}

/** An endpoint without a network: reads the frames of each stream and answers with frames. */
export function greeter(give: (input: core.Input) => void): (output: core.Output) => void {
  return (output) => {
    if (output._tag !== "Write") return;
    const { stream, bytes } = output;
    const start = startIn(bytes);
    if (start === null) return;
    const key = core.encodeUtf8("greeted");
    const greeted = start.state.find((entry) => core.decodeUtf8(entry.key) === "greeted");
    const count = Number(greeted === undefined ? "0" : core.decodeUtf8(greeted.value)) + 1;
    const greeting = core.encodeUtf8(`Hello ${start.key}, for the ${count}. time`);
    const contentType = core.contentType(6);
    const head = { status: 200, contentType, server: null, retryAfterMs: null };
    give({ _tag: "StreamHead", stream, ...head });
    const messages: readonly core.Message[] = [
      { _tag: "SetStateCommand", key, value: core.encodeUtf8(String(count)), name: "" },
      { _tag: "OutputCommand", result: { _tag: "Value", value: greeting }, name: "" },
      { _tag: "End" },
    ];
    for (const message of messages) {
      give({ _tag: "StreamBytes", stream, bytes: core.encodeMessageFrame(message) });
    }
  };
}

/** The Start message that a stream begins with; what follows it, the handler's input, is not used. */
function startIn(bytes: Uint8Array): core.Start | null {
  const frames = new core.FrameReader();
  frames.push(bytes);
  const frame = frames.next();
  if (frame?._tag !== "Frame") return null;
  const message = core.decodeMessage(frame.type, frame.payload);
  return message._tag === "Start" ? message : null;
}
