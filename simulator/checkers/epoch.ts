import type { Change } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** Once an engine has opened a store, nothing of an older engine becomes durable there. */
export class EpochChecker implements Checker {
  readonly claim = "S-EPOCH-1";

  durable({ index, epoch: newest }: NodeView, _: readonly Change[], epoch: number): void {
    if (epoch >= newest) return;
    broken(
      this.claim,
      `engine ${index}: opening ${newest} has the store, and ${epoch} writes to it`,
    );
  }
}
