/** The longest a Node timer can wait; a later time is reached in several. */
const LONGEST_WAIT_MS = 0x7fff_ffff;

/** One timer that rings at an absolute time; setting it again replaces the earlier time. */
export class Alarm {
  private readonly ring: () => void;
  private timer: NodeJS.Timeout | null = null;

  constructor(ring: () => void) {
    this.ring = ring;
  }

  set(atMs: number): void {
    this.clear();
    const waitMs = Math.max(0, atMs - Date.now());
    if (waitMs > LONGEST_WAIT_MS) {
      this.timer = setTimeout(() => this.set(atMs), LONGEST_WAIT_MS);
    } else {
      this.timer = setTimeout(this.ring, waitMs);
    }
  }

  clear(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
