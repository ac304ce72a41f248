const BAR_CELLS = 30;
/** How often the line is drawn again, at most. */
const REDRAW_MS = 200;

/** A line that shows how far a long run is; drawn on terminals only. */
export class ProgressLine {
  private readonly to: NodeJS.WriteStream;
  /** Infinity where nobody knows. */
  private readonly total: number;
  private done = 0;
  private drawnMs = 0;

  constructor(to: NodeJS.WriteStream, total: number) {
    this.to = to;
    this.total = total;
  }

  advance(by = 1): void {
    this.done += by;
    const nowMs = Date.now();
    if (!this.to.isTTY || nowMs - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = nowMs;
    this.to.write(`\r${this.shown()}`);
  }

  private shown(): string {
    if (this.total === Number.POSITIVE_INFINITY) return `${this.done} worlds`;
    const filled = Math.floor((this.done / this.total) * BAR_CELLS);
    const bar = "#".repeat(filled).padEnd(BAR_CELLS, ".");
    return `[${bar}] ${this.done} of ${this.total} worlds`;
  }

  /** Takes the line away. */
  end(): void {
    if (this.to.isTTY) this.to.write("\r\u001b[K");
  }
}
