import { ClaimBroken } from "../checkers/checker.ts";
import type { World } from "../world.ts";

/** What of a user's can be found broken, as it is named in reports. */
export type UserClaim = "your check" | "your assertion" | "your ledger" | "your handler";

/** Says that something of the user's does not hold, from wherever that is seen. */
export class Verdict {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  note(text: string): void {
    this.world.note("outside", text);
  }

  fault(text: string): void {
    this.world.fault("outside", text);
  }

  /**
   * Ends the world. What is thrown besides only stops the code that is at work: where that is a
   * handler, it would be caught there and tried again.
   */
  breaks(claim: UserClaim, detail: string): never {
    const broken = new ClaimBroken(claim, detail);
    this.world.end(broken);
    throw broken;
  }
}
