import type { StreamId, StreamInputs, StreamPort, StreamTarget } from "@holdfast/core";
import type { Carrier } from "./carrier.ts";
import { Channel, type ChannelHome } from "./channel.ts";
import { type Destination, parseUri } from "./destination.ts";
import { Drains } from "./drains.ts";
import { Http1Pool } from "./http1-pool.ts";
import { Http2Pool } from "./http2-pool.ts";
import { TRANSPORT_DEFAULTS, type TransportOptions } from "./options.ts";

/** A running stream transport; `close` cuts off all streams silently and frees every socket. */
export interface Streams extends StreamPort {
  readonly close: () => Promise<void>;
}

/** Parsed URIs kept at hand; deployments are few, so that forgetting all at times costs nothing. */
const MAX_PARSED_URIS = 1_024;

/**
 * Starts the transport that carries service-protocol streams to endpoints over HTTP (wire facts
 * 1.2). It opens nothing until asked. Input never comes from inside a call of the port; a call for
 * a stream that is already over does nothing, since it may have crossed that stream's last input.
 */
export function makeStreams(options: Partial<TransportOptions>, inputs: StreamInputs): Streams {
  return new Transport({ ...TRANSPORT_DEFAULTS, ...options }, inputs);
}

class Transport implements Streams {
  readonly #options: TransportOptions;
  readonly #home: ChannelHome;
  readonly #drains: Drains;
  /** Streams that the engine may still name. */
  readonly #streams = new Map<StreamId, Channel>();
  /** All streams that hold something: those above, and those that drain. */
  readonly #channels = new Set<Channel>();
  readonly #carriers = new Map<string, Carrier>();
  readonly #parsed = new Map<string, ReturnType<typeof parseUri>>();
  #dirty: Channel[] = [];
  #paused = false;
  #closed: Promise<void> | null = null;
  #settle: (() => void) | null = null;

  constructor(options: TransportOptions, inputs: StreamInputs) {
    this.#options = options;
    this.#drains = new Drains(options.drainTimeoutMs, options.clock);
    this.#home = {
      inputs,
      scheduleFlush: (channel) => this.#scheduleFlush(channel),
      gone: (channel) => this.#gone(channel),
      drains: this.#drains,
      maxUnsentBytes: options.maxUnsentBytes,
      clock: options.clock,
    };
  }

  open(stream: StreamId, target: StreamTarget): void {
    if (this.#closed !== null) return;
    const parsed = this.#parse(target.uri);
    const url = target.uri + target.path;
    if (parsed._tag === "BadUri") {
      const channel = this.#hold(stream, url, { method: "POST", path: "", headers: [] }, null);
      channel.refuse(`the deployment's URI cannot be used: ${parsed.reason}`);
      return;
    }
    const path = parsed.destination.pathPrefix + target.path;
    const headers = this.#signed(target);
    const carrier = this.#carrier(parsed.destination, target.httpVersion);
    carrier.open(this.#hold(stream, url, { method: "POST", path, headers }, carrier));
  }

  write(stream: StreamId, bytes: Uint8Array): void {
    this.#streams.get(stream)?.write(bytes);
  }

  closeWrite(stream: StreamId): void {
    this.#streams.get(stream)?.closeWrite();
  }

  abort(stream: StreamId): void {
    const channel = this.#streams.get(stream);
    this.#streams.delete(stream);
    channel?.abort();
  }

  release(stream: StreamId): void {
    const channel = this.#streams.get(stream);
    this.#streams.delete(stream);
    channel?.release();
  }

  pressure(high: boolean): void {
    this.#paused = high;
    for (const channel of this.#streams.values()) channel.setPaused(high);
  }

  close(): Promise<void> {
    if (this.#closed !== null) return this.#closed;
    const closed = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    this.#closed = closed;
    this.#streams.clear();
    this.#drains.stop();
    for (const channel of this.#channels) channel.abort();
    for (const carrier of this.#carriers.values()) carrier.close();
    this.#settleIfEmpty();
    return closed;
  }

  #hold(
    stream: StreamId,
    url: string,
    request: Channel["request"],
    carrier: Carrier | null,
  ): Channel {
    const withdraw = (channel: Channel) => carrier?.withdraw(channel);
    const channel = new Channel(stream, url, request, this.#paused, this.#home, withdraw);
    this.#streams.set(stream, channel);
    this.#channels.add(channel);
    return channel;
  }

  #signed({ path, headers }: StreamTarget): StreamTarget["headers"] {
    const { identity } = this.#options;
    if (identity === null) return headers;
    const key = headers.find(([name]) => name === "x-restate-service-key")?.[1];
    const subject = key === undefined ? null : decodeURIComponent(key);
    return [...headers, ...identity.sign(`/${path}`, subject)];
  }

  #parse(uri: string): ReturnType<typeof parseUri> {
    const known = this.#parsed.get(uri);
    if (known !== undefined) return known;
    if (this.#parsed.size >= MAX_PARSED_URIS) this.#parsed.clear();
    const parsed = parseUri(uri);
    this.#parsed.set(uri, parsed);
    return parsed;
  }

  #carrier(destination: Destination, httpVersion: StreamTarget["httpVersion"]): Carrier {
    const key = `${httpVersion} ${destination.origin}`;
    const known = this.#carriers.get(key);
    if (known !== undefined) return known;
    const Pool = httpVersion === "HTTP/2.0" ? Http2Pool : Http1Pool;
    const carrier = new Pool(destination, this.#options, () => {
      this.#carriers.delete(key);
      this.#settleIfEmpty();
    });
    this.#carriers.set(key, carrier);
    return carrier;
  }

  /** Everything that the engine writes in one step is flushed together, after the step. */
  #scheduleFlush(channel: Channel): void {
    if (this.#dirty.length === 0) queueMicrotask(() => this.#flush());
    this.#dirty.push(channel);
  }

  #flush(): void {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const channel of dirty) channel.flush();
  }

  #gone(channel: Channel): void {
    this.#channels.delete(channel);
    if (this.#streams.get(channel.id) === channel) this.#streams.delete(channel.id);
    this.#settleIfEmpty();
  }

  #settleIfEmpty(): void {
    if (this.#channels.size === 0 && this.#carriers.size === 0) this.#settle?.();
  }
}
