import type { Channel } from "./channel.ts";
import type { Destination } from "./destination.ts";
import { describeError } from "./failure-text.ts";
import { type ConnectFailure, Http2Connection } from "./http2-connection.ts";
import type { TransportOptions } from "./options.ts";
import type { Carrier } from "./carrier.ts";

/**
 * The HTTP/2 connections to one origin. Each is filled up to what its peer allows before the next
 * one is dialled; where all are full, streams wait in the order in which they were opened.
 */
export class Http2Pool implements Carrier {
  readonly #destination: Destination;
  readonly #options: TransportOptions;
  readonly #onEmpty: () => void;
  readonly #waiting = new Set<Channel>();
  /** All connections not yet over, and those of them that take new streams or will. */
  readonly #all = new Set<Http2Connection>();
  readonly #usable = new Set<Http2Connection>();
  #closing = false;

  constructor(destination: Destination, options: TransportOptions, onEmpty: () => void) {
    this.#destination = destination;
    this.#options = options;
    this.#onEmpty = onEmpty;
  }

  open(channel: Channel): void {
    const connection = this.#waiting.size === 0 ? this.#withRoom() : null;
    if (connection !== null) {
      this.#carry(connection, channel);
    } else if (this.#waiting.size >= this.#options.maxWaitingPerOrigin) {
      channel.refuse(`${this.#waiting.size} streams already wait for room at this endpoint`);
    } else {
      this.#waiting.add(channel);
      this.#grow();
    }
  }

  withdraw(channel: Channel): void {
    this.#waiting.delete(channel);
  }

  close(): void {
    this.#closing = true;
    this.#waiting.clear();
    for (const connection of this.#all) connection.destroy();
    if (this.#all.size === 0) this.#onEmpty();
  }

  #withRoom(): Http2Connection | null {
    for (const connection of this.#usable) if (connection.hasRoom) return connection;
    return null;
  }

  #carry(connection: Http2Connection, channel: Channel): void {
    try {
      channel.attach(connection.open(channel.request, channel));
    } catch (error) {
      channel.refuse(`the request cannot be sent: ${describeError(error)}`);
    }
  }

  #pump(): void {
    for (const channel of this.#waiting) {
      const connection = this.#withRoom();
      if (connection === null) break;
      this.#waiting.delete(channel);
      this.#carry(connection, channel);
    }
    this.#grow();
  }

  /**
   * Dials as many connections as those who wait will need, if each allows what we hope for. One
   * that has carried nothing yet is still hoped for, so that an endpoint which takes connections
   * and then no streams is not dialled for ever.
   */
  #grow(): void {
    let hoped = 0;
    for (const connection of this.#usable) {
      if (!connection.carried) hoped += this.#options.maxStreamsPerSession;
    }
    while (
      !this.#closing &&
      this.#waiting.size > hoped &&
      this.#usable.size < this.#options.maxSessionsPerOrigin
    ) {
      this.#dial();
      hoped += this.#options.maxStreamsPerSession;
    }
  }

  #dial(): void {
    const connection = new Http2Connection(this.#destination, this.#options, {
      room: () => this.#pump(),
      leaving: (connection) => {
        this.#usable.delete(connection);
        this.#grow();
      },
      closed: (connection, failure) => this.#closed(connection, failure),
    });
    this.#all.add(connection);
    this.#usable.add(connection);
  }

  #closed(connection: Http2Connection, failure: ConnectFailure | null): void {
    this.#all.delete(connection);
    this.#usable.delete(connection);
    // Dialling again at once would only fail again; what other connections are left go on, and
    // the next stream that is opened has another try.
    if (failure === null) this.#grow();
    else if (this.#usable.size === 0) this.#refuseAll(failure.reason);
    if (this.#all.size === 0 && this.#waiting.size === 0) this.#onEmpty();
  }

  #refuseAll(reason: string): void {
    const refused = [...this.#waiting];
    this.#waiting.clear();
    for (const channel of refused) channel.refuse(reason);
  }
}
