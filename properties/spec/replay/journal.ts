import { type InvocationId, type Message, MessageType, owedActions } from "@holdfast/core";
import { invocationOf } from "../abstraction.ts";
import { type Attempt, Host, value } from "./host.ts";
import type { Picks, Replayer } from "./replay.ts";

interface Process {
  readonly attempt: Attempt;
  joined: boolean;
  readonly local: unknown[];
  doing: number[];
  proposed: boolean;
}

/**
 * The module journal on core: one handler with two runs, and the processes that run it
 * (S-JOURNAL-1, S-JOURNAL-2, S-RUN-1, S-FENCE-1).
 */
export class JournalReplayer implements Replayer {
  private readonly host = new Host();
  private readonly id: InvocationId;
  private readonly processes: Process[] = [];
  private hasBegun = false;

  constructor() {
    this.id = this.host.send({ service: "Worker", key: null, handler: "work" });
  }

  take(action: string, picks: Picks): void {
    switch (action) {
      case "begin":
        return this.begin();
      case "giveUp":
        this.host.fail(this.current());
        this.hasBegun = false;
        return;
      case "crash":
        return this.crash();
      case "announce":
        return this.announce(this.process(picks));
      case "do":
        this.process(picks).doing = [picks.number("value")];
        return;
      case "propose":
        return this.propose(this.process(picks));
      case "tell":
        return this.tell(this.process(picks));
      case "end":
        return this.end(this.process(picks));
      default:
        throw new Error(`the module journal has no step ${action}`);
    }
  }

  state(): Readonly<Record<string, unknown>> {
    const invocation = invocationOf(this.host.tables, this.id);
    if (invocation === null) throw new Error("the invocation is gone");
    const isOver = invocation.status === "Completed";
    return {
      phase: isOver ? "Ended" : this.hasBegun ? "Invoked" : "Owed",
      epoch: invocation.attempts,
      journal: invocation.journal.map(entryOf),
      attempts: this.processes.map(({ attempt, joined, local, doing, proposed }) => ({
        epoch: attempt.epoch - invocation.incarnation,
        joined,
        local,
        doing,
        proposed,
      })),
    };
  }

  /** The attempt that core owes begins, with as many entries as core says. */
  private begin(): void {
    const attempt = this.host.begin(this.id);
    const local = Array.from({ length: attempt.entries - 1 }, (_, index) =>
      entryOf(this.host.entry(this.id, index + 1)),
    );
    this.processes.push({ attempt, joined: true, local, doing: [], proposed: false });
    this.hasBegun = true;
  }

  /** The server dies: its streams break, and it reads from its tables what it owes. */
  private crash(): void {
    for (const process of this.processes) process.joined = false;
    this.host.recover(
      owedActions(this.host.tables, []).filter(({ _tag }) => _tag === "StartAttempt") as Attempt[],
    );
    this.hasBegun = false;
  }

  private announce({ attempt, local, joined }: Process): void {
    const nr = results(local);
    local.push({ tag: "Run", value: nr });
    // A stream that is broken carries nothing; one that was given up carries what nobody hears.
    if (!joined) return;
    this.host.say(attempt, { _tag: "RunCommand", resultCompletionId: nr + 1, name: "" });
  }

  private propose(process: Process): void {
    const { attempt, joined, local, doing } = process;
    process.proposed = true;
    if (!joined) return;
    this.host.propose(attempt, results(local) + 1, doing[0] ?? 0);
    // Another result of the same run must change nothing, whoever proposes it (S-JOURNAL-2).
    this.host.propose(attempt, results(local) + 1, 1 - (doing[0] ?? 0));
  }

  private tell(process: Process): void {
    const index = this.host.hear(process.attempt);
    if (index !== process.local.length + 1) throw new Error(`core told of entry ${index}`);
    process.local.push(entryOf(this.host.entry(this.id, index)));
    process.doing = [];
    process.proposed = false;
  }

  private end({ attempt, joined, local }: Process): void {
    const values = local.flatMap((entry) => valueOf(entry) ?? []);
    local.push({ tag: "Output", value: values });
    // The output is a number whose bits are the results.
    if (joined) this.host.end(attempt, value(packed(values)));
  }

  private current(): Attempt {
    const process = this.processes.at(-1);
    if (process === undefined) throw new Error("no attempt has begun");
    return process.attempt;
  }

  private process(picks: Picks): Process {
    const process = this.processes[picks.number("n")];
    if (process === undefined) throw new Error("no such attempt");
    return process;
  }
}

function results(local: readonly unknown[]): number {
  return local.filter((entry) => valueOf(entry) !== null).length;
}

function valueOf(entry: unknown): number | null {
  const { tag, value: own } = entry as { tag: string; value: { value: number } };
  return tag === "Result" ? own.value : null;
}

/** Two results in one byte. */
function packed(values: readonly number[]): number {
  return values.reduce((byte, each) => byte * 2 + each, 1);
}

function unpacked(byte: number): number[] {
  return [...byte.toString(2).slice(1)].map(Number);
}

/** A stored message as the entry of the module that it is. */
function entryOf(message: Message): unknown {
  switch (message._tag) {
    case "RunCommand":
      return { tag: "Run", value: message.resultCompletionId - 1 };
    case "Notification": {
      const { id, result, type } = message;
      if (type !== MessageType.RunNotification || id._tag !== "Completion") break;
      if (result._tag !== "Value") break;
      return { tag: "Result", value: { nr: id.completionId - 1, value: result.value[0] ?? -1 } };
    }
    case "OutputCommand": {
      const { result } = message;
      if (result._tag === "Value") return { tag: "Output", value: unpacked(result.value[0] ?? 0) };
      break;
    }
    default:
  }
  throw new Error(`the module has no entry for a stored ${message._tag}`);
}
