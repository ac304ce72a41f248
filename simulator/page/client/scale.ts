/** Widest that one moment gets, in pixels. */
const WIDEST_PX = 28;

/** Which moments a timeline shows, and where: moment `from` begins at its left edge. */
export class Scale {
  /** Pixels of one moment. */
  unit = 0;
  from = 0;
  private width = 0;
  private count = 0;
  private fits = true;

  /** Takes the size of what is shown; a timeline that showed all goes on doing so. */
  fit(width: number, count: number): void {
    this.width = Math.max(1, width);
    this.count = Math.max(1, count);
    if (this.fits) this.showAll();
    else this.clamp();
  }

  showAll(): void {
    this.fits = true;
    this.unit = Math.min(WIDEST_PX, this.width / this.count);
    this.from = 0;
  }

  x(index: number): number {
    return (index - this.from) * this.unit;
  }

  indexAt(x: number): number {
    return Math.max(0, Math.min(this.count - 1, Math.floor(this.from + x / this.unit)));
  }

  /** The first moment that is not shown any more on the right. */
  get to(): number {
    return Math.min(this.count, Math.ceil(this.from + this.width / this.unit));
  }

  /** Makes moments wider by `factor`, and leaves what is at `x` there; 0 shows all. */
  zoom(factor: number, x: number): void {
    const at = this.from + x / this.unit;
    const least = Math.min(WIDEST_PX, this.width / this.count);
    this.unit = Math.max(least, Math.min(WIDEST_PX, this.unit * factor));
    this.fits = this.unit === least;
    this.from = at - x / this.unit;
    this.clamp();
  }

  pan(pixels: number): void {
    this.from += pixels / this.unit;
    this.clamp();
  }

  /** Moves as far as it takes to show a moment, with some room around it. */
  reveal(index: number): void {
    const shown = this.width / this.unit;
    const room = Math.min(shown / 6, 40);
    if (index < this.from + room || index > this.from + shown - room) {
      this.from = index < this.from || index > this.from + shown ? index - shown / 2 : this.from;
      this.from = Math.min(this.from, index - room);
      this.from = Math.max(this.from, index - shown + room);
    }
    this.clamp();
  }

  private clamp(): void {
    this.unit = Math.max(this.unit, Math.min(WIDEST_PX, this.width / this.count));
    this.from = Math.max(0, Math.min(this.from, this.count - this.width / this.unit));
  }
}
