import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import type { Socket } from "node:net";
import { connect } from "./connect.ts";
import type { Destination } from "./destination.ts";
import { describeError, errorCode } from "./failure-text.ts";
import { http2CodeName, Http2Wire, type WireHome } from "./http2-wire.ts";
import type { TransportOptions } from "./options.ts";
import type { Wire, WireListener, WireRequest } from "./wire.ts";

/** What its pool hears of a connection. */
export interface ConnectionListener {
  /** There may be room for more streams: settings came, or a stream has ended. */
  readonly room: (connection: Http2Connection) => void;
  /** It takes no new streams any more; those that it carries go on. */
  readonly leaving: (connection: Http2Connection) => void;
  /** It is over; always the last call. `failure` is null if it ever carried a stream. */
  readonly closed: (connection: Http2Connection, failure: ConnectFailure | null) => void;
}

/** Why a connection was of no use. */
export interface ConnectFailure {
  readonly reason: string;
  /** True where the peer has answered, but not in HTTP/2. */
  readonly notHttp2: boolean;
}

/**
 * node:http2 refuses streams once a session holds this much, unsent data included. Ours is bounded
 * stream by stream (`maxUnsentBytes`), so that here it must only not stand in the way.
 */
const SESSION_MEMORY_MB = 64 * 1024;

const USE_HTTP_11 = "if it serves HTTP/1.1 only, register it with use_http_11 (HTTP/1.1)";

type State = "Connecting" | "Ready" | "Leaving" | "Closed";

/** One HTTP/2 connection to an origin, from dialling to its end. */
export class Http2Connection implements WireHome {
  readonly #destination: Destination;
  readonly #options: TransportOptions;
  readonly #listener: ConnectionListener;
  #state: State = "Connecting";
  #session: ClientHttp2Session | null = null;
  /** Why it ended or could not begin, as soon as something said so. */
  #cause: ConnectFailure | null = null;
  #streams = 0;
  #maxStreams = 0;
  #used = false;
  #carried = false;
  #giveUp: () => void;
  #stopWatch: () => void = () => undefined;

  constructor(destination: Destination, options: TransportOptions, listener: ConnectionListener) {
    this.#destination = destination;
    this.#options = options;
    this.#listener = listener;
    this.#giveUp = connect(destination, ["h2"], options, (result) => {
      if (result._tag === "Connected") this.#begin(result.socket, result.protocol);
      else this.#over({ reason: result.reason, notHttp2: false });
    });
  }

  /** Whether it has ever carried a stream. */
  get carried(): boolean {
    return this.#carried;
  }

  get hasRoom(): boolean {
    // A session may be over some time before it says so.
    return (
      this.#state === "Ready" &&
      this.#streams < this.#maxStreams &&
      this.#session !== null &&
      !this.#session.closed &&
      !this.#session.destroyed
    );
  }

  /** Opens a stream; throws at headers that cannot be sent. Only where `hasRoom`. */
  open(request: WireRequest, listener: WireListener): Wire {
    const session = this.#session;
    if (session === null || !this.hasRoom) throw new Error("no room on this connection");
    const wire = new Http2Wire(session, this.#destination, request, listener, this);
    this.#streams++;
    this.#used = true;
    this.#carried = true;
    return wire;
  }

  freed(): void {
    this.#streams--;
    if (this.#state === "Ready") this.#listener.room(this);
  }

  lossReason(): string | null {
    if (this.#cause !== null) return this.#cause.reason;
    return this.#session?.destroyed === true ? "it was closed" : null;
  }

  /** Ends it at once with all that it carries. */
  destroy(): void {
    if (this.#session === null) {
      this.#giveUp();
      this.#over(null);
    } else {
      this.#session.destroy();
    }
  }

  #begin(socket: Socket, protocol: string | null): void {
    if (this.#destination.secure && protocol !== "h2") {
      socket.destroy();
      const reason = `the endpoint does not offer HTTP/2 over TLS (ALPN); ${USE_HTTP_11}`;
      this.#over({ reason, notHttp2: true });
      return;
    }
    const { connectTimeoutMs, clock } = this.#options;
    const session = connectHttp2(this.#destination.origin, {
      createConnection: () => socket,
      maxSessionMemory: SESSION_MEMORY_MB,
      settings: { enablePush: false, initialWindowSize: this.#options.streamWindowBytes },
    });
    this.#session = session;
    this.#giveUp = clock.after(connectTimeoutMs, () =>
      this.#fail(`connected, but no HTTP/2 settings came within ${connectTimeoutMs} ms`),
    );
    session.on("connect", () => {
      // It comes a moment late, and the session may have been destroyed in between.
      if (!session.destroyed) session.setLocalWindowSize(this.#options.sessionWindowBytes);
    });
    session.on("remoteSettings", ({ maxConcurrentStreams }) =>
      this.#settings(maxConcurrentStreams),
    );
    session.on("goaway", (code) => this.#goaway(code));
    session.on("error", (error) => this.#errored(error));
    session.on("close", () => this.#over(this.#cause));
  }

  #settings(maxConcurrentStreams: number | undefined): void {
    const { maxStreamsPerSession } = this.#options;
    this.#maxStreams = Math.min(maxStreamsPerSession, maxConcurrentStreams ?? maxStreamsPerSession);
    if (this.#state === "Connecting") {
      this.#state = "Ready";
      this.#giveUp();
      this.#watch();
    }
    if (this.#state === "Ready") this.#listener.room(this);
  }

  /** Asks for a sign of life from time to time, and ends what nobody has used for a while. */
  #watch(): void {
    this.#stopWatch = this.#options.clock.after(this.#options.keepAliveIntervalMs, () => {
      const session = this.#session;
      if (session === null || session.destroyed) return;
      if (this.#streams === 0 && !this.#used) {
        this.#leave("it had room for no stream; the endpoint may allow none");
        session.close();
        return;
      }
      this.#used = false;
      this.#ping(session);
      this.#watch();
    });
  }

  #ping(session: ClientHttp2Session): void {
    const { keepAliveTimeoutMs, clock } = this.#options;
    const answered = clock.after(keepAliveTimeoutMs, () =>
      this.#fail(`it gave no sign of life within ${keepAliveTimeoutMs} ms (HTTP/2 ping)`),
    );
    if (!session.ping(() => answered())) answered();
  }

  #goaway(code: number): void {
    const reason = `the endpoint sent GOAWAY with ${http2CodeName(code)}`;
    if (code !== 0) this.#blame(reason, false);
    this.#leave(reason);
  }

  #errored(error: Error): void {
    const notHttp2 = this.#state === "Connecting" && errorCode(error) === "ERR_HTTP2_ERROR";
    const reason = notHttp2
      ? `the endpoint does not answer in HTTP/2; ${USE_HTTP_11}`
      : describeError(error);
    this.#blame(reason, notHttp2);
  }

  /** Takes no more streams. One that never took any has failed, and must not be dialled anew. */
  #leave(reason: string): void {
    if (!this.#carried) {
      this.#fail(reason);
    } else if (this.#state === "Ready") {
      this.#state = "Leaving";
      this.#listener.leaving(this);
    }
  }

  #fail(reason: string): void {
    if (this.#state === "Closed") return;
    this.#blame(reason, false);
    this.#state = "Leaving";
    this.#session?.destroy();
  }

  /** The first thing that went wrong is the one that the others follow from. */
  #blame(reason: string, notHttp2: boolean): void {
    this.#cause ??= { reason, notHttp2 };
  }

  #over(cause: ConnectFailure | null): void {
    if (this.#state === "Closed") return;
    const reason =
      this.#state === "Connecting"
        ? `the endpoint closed the connection before its HTTP/2 settings came; ${USE_HTTP_11}`
        : "the endpoint closed the connection before any stream";
    this.#state = "Closed";
    this.#giveUp();
    this.#stopWatch();
    this.#listener.closed(this, this.#carried ? null : (cause ?? { reason, notHttp2: false }));
  }
}
