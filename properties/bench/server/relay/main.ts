import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:http2";

import { answerTo, FrameReader, openingOf } from "./frames.ts";

/**
 * The ceiling: one HTTP/1.1 request in, one stream to the service, its proposals of runs answered
 * from memory. No engine and nothing stored, so it keeps no promise at all: a yardstick only.
 */
const SESSIONS = 4;
const CONTENT_TYPE = "application/vnd.restate.invocation.v6";

const service = `http://127.0.0.1:${process.env["SERVICE_PORT"]}`;
const sessions = Array.from({ length: SESSIONS }, () => connect(service));
let turn = 0;

function relay(path: string, body: Buffer, response: ServerResponse): void {
  const id = randomBytes(24);
  const name = `inv_1${id.toString("hex").slice(0, 33)}`;
  const session = sessions[turn++ % SESSIONS] ?? connect(service);
  const stream = session.request({
    ":method": "POST",
    ":path": `/invoke${path}`,
    "content-type": CONTENT_TYPE,
    accept: CONTENT_TYPE,
    "x-restate-invocation-id": name,
  });
  stream.write(openingOf(id, name, body));
  const reader = new FrameReader();
  let output: Buffer = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    for (const frame of reader.read(chunk)) {
      const answer = answerTo(frame);
      switch (answer._tag) {
        case "Output":
          output = answer.value;
          break;
        case "Write":
          stream.write(answer.bytes);
          break;
        case "End":
          stream.end();
          response.writeHead(200, { "content-type": "application/json" }).end(output);
          break;
        case "Fail":
          stream.end();
          response.writeHead(500).end(answer.message);
          break;
        case "Nothing":
          break;
        default:
          answer satisfies never;
      }
    }
  });
  stream.once("error", (error) => response.writeHead(500).end(String(error)));
}

function accept(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.once("end", () => relay(request.url ?? "/", Buffer.concat(chunks), response));
}

createServer(accept).listen(Number(process.env["PORT"]), "127.0.0.1", () => {
  process.stdout.write("relay ready\n");
});

// Whoever started us holds the other end: when it is gone, so are we.
process.stdin.on("end", () => process.exit()).resume();
