import type { Socket } from "node:net";

/** The bytes with which every HTTP/2 connection with prior knowledge begins. */
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Which HTTP a connection speaks. */
export type Spoken = "HTTP/1" | "HTTP/2";

/**
 * Reads as much of a new connection as tells its HTTP version, puts that back and hands it over.
 * One port can so serve both in clear text, which node's own servers do not. A connection that
 * says nothing for `timeoutMs` is closed.
 */
export function awaitPreface(
  socket: Socket,
  timeoutMs: number,
  handOver: (spoken: Spoken) => void,
): void {
  let seen: Buffer = Buffer.alloc(0);

  function onData(chunk: Buffer): void {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const spoken = spokenIn(seen);
    if (spoken === null) return;
    // Paused, so that the bytes put back wait for the one who takes over.
    socket.pause();
    socket.off("data", onData);
    socket.off("timeout", onTimeout);
    socket.off("error", onError);
    socket.off("end", onEnd);
    socket.setTimeout(0);
    socket.unshift(seen);
    handOver(spoken);
  }
  function onTimeout(): void {
    socket.destroy();
  }
  function onError(): void {
    socket.destroy();
  }
  function onEnd(): void {
    socket.destroy();
  }
  socket.setTimeout(timeoutMs);
  socket.on("timeout", onTimeout);
  socket.on("error", onError);
  socket.on("end", onEnd);
  socket.on("data", onData);
}

/** The version that the first bytes tell, or null while they are only a part of the preface. */
function spokenIn(seen: Buffer): Spoken | null {
  const length = Math.min(seen.length, PREFACE.length);
  if (seen.compare(PREFACE, 0, length, 0, length) !== 0) return "HTTP/1";
  return length === PREFACE.length ? "HTTP/2" : null;
}
