import {
  type Command,
  contentType,
  decodeMessage,
  encodeMessageFrame,
  FrameReader,
  type InvocationId,
  type Message,
  type Notification,
  type NotificationResult,
  type ProtocolVersion,
} from "@holdfast/core";
import { expect } from "vitest";
import { type Context, encodeJson, Endpoint, type Exchange, type Log, service } from "../index.ts";

export type Handler = (context: Context, input: never) => unknown;

export const NOW_MS = 1_000;

/** One attempt of a handler on an endpoint of its own. */
export function exchangeWith(
  handler: Handler,
  onWork: () => void = () => expect.fail("late work"),
  version: ProtocolVersion = 6,
  log: Log = () => undefined,
) {
  const headers = new Map([["content-type", contentType(version)]]);
  const endpoint = new Endpoint({
    services: [service({ name: "Svc", handlers: { do: handler } })],
    nowMs: () => NOW_MS,
    log,
  });
  const response = endpoint.answer({ path: "/x/invoke/Svc/do", headers }, { onWork });
  if (response._tag !== "Stream") throw new Error("no stream");
  return response.exchange;
}

/** Gives Start, input (JSON, unless it is bytes) and a journal, and lets the handler work; what it sent, decoded. */
export function open(exchange: Exchange, input: unknown, ...journal: readonly Message[]) {
  return openAs("ab".repeat(24), 99n, exchange, input, ...journal);
}

/** The same for an invocation with this id and this seed. */
export async function openAs(
  id: string,
  randomSeed: bigint,
  exchange: Exchange,
  input: unknown = null,
  ...journal: readonly Message[]
) {
  const start: Message = {
    _tag: "Start",
    invocationId: id as InvocationId,
    debugId: "inv_1",
    knownEntries: journal.length + 1,
    state: [],
    partialState: false,
    key: "",
    retryCountSinceLastStoredEntry: 0,
    durationSinceLastStoredEntryMs: 0,
    randomSeed,
    scope: null,
    limitKey: null,
    idempotencyKey: null,
  };
  const request: Command = {
    _tag: "InputCommand",
    headers: [],
    value: input instanceof Uint8Array ? input : encodeJson(input),
    name: "",
  };
  return give(exchange, start, request, ...journal);
}

/** Gives messages, lets the handler work, and gives what it sent, decoded. */
export async function give(exchange: Exchange, ...messages: readonly Message[]) {
  for (const message of messages) exchange.receive(encodeMessageFrame(message));
  const reader = new FrameReader();
  for (const bytes of await exchange.turn()) reader.push(bytes);
  const sent: Message[] = [];
  for (let frame = reader.next(); frame?._tag === "Frame"; frame = reader.next()) {
    const message = decodeMessage(frame.type, frame.payload);
    if (message._tag === "DecodeFailure") throw new Error(message.reason);
    sent.push(message);
  }
  return sent;
}

export function completion(
  completionId: number,
  type: number,
  result: NotificationResult,
): Notification {
  return { _tag: "Notification", type, id: { _tag: "Completion", completionId }, result };
}

export function json(value: unknown): NotificationResult {
  return { _tag: "Value", value: encodeJson(value) };
}
