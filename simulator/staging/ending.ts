import { broken, type Checker, type RestView } from "../checkers/checker.ts";
import type { Client } from "./client.ts";
import { outcomeOf } from "./outcome.ts";
import type { Scenario } from "./scenario.ts";
import type { Stage } from "./stage.ts";

/** A scenario has the one end that it says, whatever happened on the way. */
export class EndingChecker implements Checker {
  readonly claim = "the scenario's end";
  private readonly scenario: Scenario;
  private readonly stage: Stage;
  private readonly clients: readonly Client[];
  private readonly playing: ReadonlySet<Client>;

  constructor(
    scenario: Scenario,
    stage: Stage,
    clients: readonly Client[],
    playing: ReadonlySet<Client>,
  ) {
    this.scenario = scenario;
    this.stage = stage;
    this.clients = clients;
    this.playing = playing;
  }

  atRest({ nodes }: RestView): void {
    for (const { name, doing } of this.playing) {
      broken(this.claim, `the client '${name}' is not done: it ${doing}`);
    }
    const expected = [...this.scenario.ends].toSorted();
    const found = outcomeOf(this.clients, this.stage, nodes);
    const missing = without(expected, found);
    const others = without(found, expected);
    if (missing.length === 0 && others.length === 0) return;
    broken(this.claim, `instead of [${missing.join("; ")}] there is [${others.join("; ")}]`);
  }
}

/** What is in the first list more often than in the second. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
