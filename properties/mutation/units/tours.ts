import { REPLAYERS } from "../../spec/replay/index.ts";
import { replay, traceOf } from "../../spec/replay/replay.ts";
import { historiesOf } from "./histories.ts";

/** The modules of the specification that core can be led through. */
export const TOURED: readonly string[] = Object.keys(REPLAYERS);

/** Leads core through every `stride`-th tour of a module; throws where they part. */
export function tour(name: string, stride: number): void {
  const replayerOf = REPLAYERS[name];
  if (replayerOf === undefined) throw new Error(`core cannot be led through ${name}`);
  for (const history of historiesOf(name, stride)) {
    const divergence = replay(traceOf(history), replayerOf());
    if (divergence !== null) {
      throw new Error(`${name}: step ${divergence.step}, ${divergence.message}`);
    }
  }
}
