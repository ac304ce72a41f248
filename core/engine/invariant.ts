/** A claim of the spec was found broken: state can no longer be trusted, so the engine stops. */
export class InvariantBroken extends Error {
  readonly claim: string;

  constructor(claim: string, detail: string) {
    super(`${claim} is broken: ${detail}`);
    this.name = "InvariantBroken";
    this.claim = claim;
  }
}

/** Checks what must hold; stays on in production. */
export function invariant(holds: boolean, claim: string, detail: string): asserts holds {
  if (!holds) throw new InvariantBroken(claim, detail);
}
