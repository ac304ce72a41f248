import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { Carrier } from "./carrier.ts";
import type { Channel } from "./channel.ts";
import type { Destination } from "./destination.ts";
import { describeError } from "./failure-text.ts";
import { Http1Wire } from "./http1-wire.ts";
import type { TransportOptions } from "./options.ts";
import type { WireListener } from "./wire.ts";

/** The HTTP/1.1 connections to one origin, kept and queued for by node's own agent. */
export class Http1Pool implements Carrier {
  readonly #destination: Destination;
  readonly #options: TransportOptions;
  readonly #onEmpty: () => void;
  readonly #agent: Agent;
  #streams = 0;
  #closing = false;
  #stopIdle: () => void = () => undefined;

  constructor(destination: Destination, options: TransportOptions, onEmpty: () => void) {
    this.#destination = destination;
    this.#options = options;
    this.#onEmpty = onEmpty;
    this.#agent = makeAgent(destination, options);
  }

  open(channel: Channel): void {
    const { maxSocketsPerOrigin, maxWaitingPerOrigin } = this.#options;
    const waiting = this.#streams - maxSocketsPerOrigin;
    if (waiting >= maxWaitingPerOrigin) {
      channel.refuse(`${waiting} streams already wait for a connection to this endpoint`);
      return;
    }
    this.#stopIdle();
    try {
      channel.attach(this.#wire(channel));
    } catch (error) {
      channel.refuse(`the request cannot be sent: ${describeError(error)}`);
      this.#rest();
    }
  }

  withdraw(): void {
    // Nothing waits here: a stream that waits for a socket is open already, and is cancelled.
  }

  close(): void {
    this.#closing = true;
    this.#stopIdle();
    this.#agent.destroy();
    if (this.#streams === 0) this.#onEmpty();
  }

  #wire(channel: Channel): Http1Wire {
    const listener: WireListener = {
      head: (status, headers) => channel.head(status, headers),
      bytes: (bytes) => channel.bytes(bytes),
      ended: () => channel.ended(),
      broken: (reason) => channel.broken(reason),
      closed: () => {
        channel.closed();
        this.#streams--;
        this.#rest();
      },
    };
    const wire = new Http1Wire(
      this.#agent,
      this.#destination,
      channel.request,
      this.#options,
      listener,
    );
    this.#streams++;
    return wire;
  }

  /** With nothing to do, the agent and its idle sockets are given up after a while. */
  #rest(): void {
    if (this.#streams > 0) return;
    if (this.#closing) {
      this.#onEmpty();
      return;
    }
    this.#stopIdle = this.#options.clock.after(this.#options.keepAliveIntervalMs, () => {
      this.#agent.destroy();
      this.#onEmpty();
    });
  }
}

/** An agent for one origin; whoever makes it destroys it. */
export function makeAgent(destination: Destination, options: TransportOptions): Agent {
  const shared = {
    keepAlive: true,
    keepAliveInitialDelay: options.keepAliveIntervalMs,
    maxSockets: options.maxSocketsPerOrigin,
    noDelay: true,
    scheduling: "lifo",
  } as const;
  if (!destination.secure) return new Agent(shared);
  return new SecureAgent({
    ...shared,
    ALPNProtocols: ["http/1.1"],
    ...(options.tls.ca === null ? {} : { ca: options.tls.ca }),
  });
}
