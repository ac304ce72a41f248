/**
 * What a checker keeps for each engine host.
 * Exists so that streams and invocations of several hosts are told apart without a name for each
 * pair, which would be made at every step.
 */
export class ByNode<T> {
  private readonly kept: T[] = [];
  private readonly make: () => T;

  constructor(make: () => T) {
    this.make = make;
  }

  of({ index }: { readonly index: number }): T {
    const known = this.kept[index];
    if (known !== undefined) return known;
    for (let i = this.kept.length; i < index; i++) this.kept.push(this.make());
    return (this.kept[index] = this.make());
  }
}
