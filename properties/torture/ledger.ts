import { closeSync, openSync, readSync, writeSync } from "node:fs";

/**
 * One thing the services did in the world, written down at once and for good: what the checker
 * believes, whatever server and clients say.
 */
export type LedgerLine =
  /** A handler was entered: attempt `attempt` of the invocation that carries `nonce`. */
  | {
      readonly _tag: "Entered";
      readonly nonce: string;
      readonly attempt: string;
      readonly atMs: number;
    }
  /**
   * A run was executed. `execution` names this very execution; `previous` is the execution of the
   * step before whose stored result the handler had seen, and `seen` what else it had seen.
   */
  | {
      readonly _tag: "Ran";
      readonly nonce: string;
      readonly attempt: string;
      readonly step: number;
      readonly execution: string;
      readonly previous: string;
      readonly seen: string;
    }
  /** A handler is about to end, having seen the stored result of its last step. */
  | {
      readonly _tag: "Left";
      readonly nonce: string;
      readonly attempt: string;
      readonly previous: string;
    }
  /** A handler waits for somebody to resolve this awakeable. */
  | { readonly _tag: "Waiting"; readonly nonce: string; readonly awakeable: string };

/** What `previous` says before there is one. */
export const NO_EXECUTION = "none";

/**
 * Opens the ledger for appending; each line is one write, which the system keeps whole and in
 * order among all who append, even when the writer is killed right after.
 */
export function openLedger(path: string): (line: LedgerLine) => void {
  const file = openSync(path, "a");
  return (line) => {
    writeSync(file, `${JSON.stringify(line)}\n`);
  };
}

const READ_BYTES = 256 * 1024;

/** Reads what was appended to the ledger since the last call; a line still half written waits. */
export class LedgerReader {
  readonly lines: LedgerLine[] = [];
  readonly #file: number;
  readonly #buffer = Buffer.alloc(READ_BYTES);
  #offset = 0;
  #rest = "";

  constructor(path: string) {
    this.#file = openSync(path, "a+");
  }

  read(): readonly LedgerLine[] {
    const fresh: LedgerLine[] = [];
    for (;;) {
      const length = readSync(this.#file, this.#buffer, 0, READ_BYTES, this.#offset);
      if (length === 0) break;
      this.#offset += length;
      const pieces = (this.#rest + this.#buffer.toString("latin1", 0, length)).split("\n");
      this.#rest = pieces.pop() ?? "";
      for (const piece of pieces) fresh.push(JSON.parse(piece) as LedgerLine);
    }
    this.lines.push(...fresh);
    return fresh;
  }

  close(): void {
    closeSync(this.#file);
  }
}
