/** The few frames of the service protocol that the relay has to know (wire facts, section 1). */
const START = 0x0000;
const SUSPENSION = 0x0001;
const ERROR = 0x0002;
const END = 0x0003;
const PROPOSE_RUN = 0x0005;
const INPUT = 0x0400;
const OUTPUT = 0x0401;
const RUN_COMPLETION = 0x8011;

const HEADER_BYTES = 8;
const RANDOM_SEED = 12_345;

/** One frame of the service. */
export interface Frame {
  readonly type: number;
  readonly body: Buffer;
}

/** What the relay does about a frame. */
export type Answer =
  | { readonly _tag: "Output"; readonly value: Buffer }
  | { readonly _tag: "Write"; readonly bytes: Buffer }
  | { readonly _tag: "End" }
  | { readonly _tag: "Fail"; readonly message: Buffer }
  | { readonly _tag: "Nothing" };

export function answerTo({ type, body }: Frame): Answer {
  switch (type) {
    case OUTPUT:
      return { _tag: "Output", value: bytesIn(bytesIn(body, 14), 1) };
    case PROPOSE_RUN: {
      const value = field(5, field(1, bytesIn(body, 14)));
      return { _tag: "Write", bytes: frame(RUN_COMPLETION, number(1, numberIn(body, 1)), value) };
    }
    case END:
      return { _tag: "End" };
    case ERROR:
    case SUSPENSION:
      return { _tag: "Fail", message: body };
    default:
      return { _tag: "Nothing" };
  }
}

/** Start and input, as a server opens the first attempt of an invocation. */
export function openingOf(id: Buffer, name: string, input: Buffer): Buffer {
  const start = [field(1, id), field(2, Buffer.from(name)), number(3, 1), number(5, 1)];
  return Buffer.concat([
    frame(START, ...start, number(9, RANDOM_SEED)),
    frame(INPUT, field(14, field(1, input))),
  ]);
}

/** Cuts a stream into frames. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  read(chunk: Buffer): readonly Frame[] {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + rest.readUInt32BE(4);
      if (rest.length < end) break;
      frames.push({ type: rest.readUInt16BE(0), body: rest.subarray(HEADER_BYTES, end) });
      rest = rest.subarray(end);
    }
    this.#rest = rest;
    return frames;
  }
}

function frame(type: number, ...fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat(fields);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(type, 0);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

const number = (tag: number, value: number): Buffer =>
  Buffer.concat([varint(tag << 3), varint(value)]);

const field = (tag: number, value: Buffer): Buffer =>
  Buffer.concat([varint((tag << 3) | 2), varint(value.length), value]);

function numberIn(message: Buffer, tag: number): number {
  const found = find(message, tag);
  return typeof found === "number" ? found : 0;
}

function bytesIn(message: Buffer, tag: number): Buffer {
  const found = find(message, tag);
  return found instanceof Buffer ? found : Buffer.alloc(0);
}

/** The last value of a field: varints and lengths are all that these messages hold. */
function find(message: Buffer, tag: number): number | Buffer | null {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  };
  let found: number | Buffer | null = null;
  while (at < message.length) {
    const key = next();
    const value = next();
    const isBytes = (key & 7) === 2;
    if (key >>> 3 === tag) found = isBytes ? message.subarray(at, at + value) : value;
    if (isBytes) at += value;
  }
  return found;
}
