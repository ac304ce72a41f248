import type { StreamId, StreamInputs } from "@holdfast/core";
import type { Clock } from "./clock.ts";
import type { Draining, Drains } from "./drains.ts";
import { type ResponseHeaders, streamHead } from "./response-head.ts";
import type { Wire, WireListener, WireRequest } from "./wire.ts";

/** What a channel asks of the transport that holds it. */
export interface ChannelHome {
  readonly inputs: StreamInputs;
  /** Has `flush` called once this step of the engine is over. */
  readonly scheduleFlush: (channel: Channel) => void;
  /** The stream is over and freed; nothing more comes of this channel. */
  readonly gone: (channel: Channel) => void;
  readonly drains: Drains;
  readonly maxUnsentBytes: number;
  readonly clock: Clock;
}

type Phase =
  | { readonly _tag: "Waiting"; readonly withdraw: () => void }
  | { readonly _tag: "Open"; readonly wire: Wire }
  | { readonly _tag: "Closed" };

const CLOSED: Phase = { _tag: "Closed" };

/**
 * One stream of the engine, from `open` until its sockets are free of it. It keeps the promises
 * of the port: bytes in order, one last input, and silence after `abort` or `release`.
 */
export class Channel implements WireListener, Draining {
  readonly id: StreamId;
  readonly request: WireRequest;
  /** The address as messages name it. */
  readonly #url: string;
  readonly #home: ChannelHome;
  #phase: Phase;
  /** Written in this step, or while waiting, and not yet handed to the wire. */
  #outgoing: Uint8Array[] = [];
  #outgoingBytes = 0;
  /** Set by the first flush: the replayed journal may alone be larger than the limit. */
  #maxUnsentBytes: number | null = null;
  /** A flush has been asked for and not come yet. */
  #dirty = false;
  #finishing = false;
  #finished = false;
  #paused: boolean;
  /** The last input was given, or none is wanted any more. */
  #silent = false;

  constructor(
    id: StreamId,
    url: string,
    request: WireRequest,
    paused: boolean,
    home: ChannelHome,
    withdraw: (channel: Channel) => void,
  ) {
    this.id = id;
    this.request = request;
    this.#url = url;
    this.#home = home;
    this.#paused = paused;
    this.#phase = { _tag: "Waiting", withdraw: () => withdraw(this) };
  }

  /** The stream has been opened. */
  attach(wire: Wire): void {
    this.#phase = { _tag: "Open", wire };
    if (this.#paused) wire.pause();
    if (this.#outgoing.length > 0 || this.#finishing) this.#touch();
  }

  /** The stream will not be opened. */
  refuse(reason: string): void {
    if (this.#phase._tag === "Closed") return;
    this.#phase = CLOSED;
    // Never from inside a call of the engine: it may not be ready to hear.
    queueMicrotask(() => {
      this.#fail(reason);
      this.#home.gone(this);
    });
  }

  write(bytes: Uint8Array): void {
    if (this.#finishing || this.#phase._tag === "Closed") return;
    this.#outgoing.push(bytes);
    this.#outgoingBytes += bytes.length;
    this.#touch();
  }

  closeWrite(): void {
    if (this.#finishing || this.#phase._tag === "Closed") return;
    this.#finishing = true;
    this.#touch();
  }

  abort(): void {
    this.#silent = true;
    if (this.#phase._tag === "Open") this.#phase.wire.cancel();
    else this.#forget();
  }

  release(): void {
    this.#silent = true;
    if (this.#phase._tag !== "Open") {
      this.#forget();
      return;
    }
    const { wire } = this.#phase;
    this.closeWrite();
    wire.resume();
    this.#home.drains.add(this);
  }

  cutOff(): void {
    if (this.#phase._tag === "Open") this.#phase.wire.cancel();
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (this.#phase._tag !== "Open" || this.#silent) return;
    if (paused) this.#phase.wire.pause();
    else this.#phase.wire.resume();
  }

  /** Hands over what was written since the last flush: several writes as one DATA frame. */
  flush(): void {
    this.#dirty = false;
    this.#maxUnsentBytes ??= this.#home.maxUnsentBytes + this.#outgoingBytes;
    const wire = this.#phase._tag === "Open" ? this.#phase.wire : null;
    if (wire !== null && !this.#finished) {
      const chunk = this.#takeOutgoing();
      if (this.#finishing) {
        this.#finished = true;
        wire.end(chunk);
      } else if (chunk !== null) {
        wire.write(chunk);
      }
    }
    const unsentBytes = this.#outgoingBytes + (wire?.unsentBytes() ?? 0);
    if (unsentBytes > this.#maxUnsentBytes) this.#tooSlow(unsentBytes);
  }

  head(status: number, headers: ResponseHeaders): void {
    if (this.#silent) return;
    this.#home.inputs(streamHead(this.id, status, headers, this.#home.clock.nowMs()));
  }

  bytes(bytes: Uint8Array): void {
    if (!this.#silent) this.#home.inputs({ _tag: "StreamBytes", stream: this.id, bytes });
  }

  ended(): void {
    if (this.#silent) return;
    this.#silent = true;
    this.#home.inputs({ _tag: "StreamEnd", stream: this.id });
  }

  broken(reason: string): void {
    this.#fail(reason);
  }

  closed(): void {
    this.#home.drains.delete(this);
    this.#forget();
  }

  #touch(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#home.scheduleFlush(this);
  }

  #takeOutgoing(): Uint8Array | null {
    const [first, second] = this.#outgoing;
    if (first === undefined) return null;
    const chunk = second === undefined ? first : Buffer.concat(this.#outgoing);
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    return chunk;
  }

  #tooSlow(unsentBytes: number): void {
    const reason =
      `the endpoint reads too slowly: ${unsentBytes} bytes written to it are not yet taken, ` +
      `and the limit is ${this.#maxUnsentBytes}`;
    this.#fail(reason);
    this.abort();
  }

  #fail(reason: string): void {
    if (this.#silent) return;
    this.#silent = true;
    const message = `the stream to ${this.#url} failed: ${reason}`;
    this.#home.inputs({ _tag: "StreamFailed", stream: this.id, message });
  }

  #forget(): void {
    if (this.#phase._tag === "Waiting") this.#phase.withdraw();
    this.#phase = CLOSED;
    this.#outgoing = [];
    this.#outgoingBytes = 0;
    this.#home.gone(this);
  }
}
