import type { Change, Event, Reply, Transition } from "@holdfast/core";
import type { Asked, AttemptView, NodeView } from "../checkers/checker.ts";
import { describeOccurrence } from "../describe.ts";
import { describeEffect } from "../describe-effect.ts";
import { Names, targetText } from "../names.ts";
import type { Occurrence } from "../occurrence.ts";
import type { Violation } from "../simulate.ts";
import { tellOf } from "../story.ts";
import type { Witnessed, Witness } from "../witness.ts";
import type { Moment, MomentKind, Recording, RowAddress, RowValue, Turn } from "./recording.ts";
import { showResult } from "./show-payload.ts";
import { showRow } from "./show-row.ts";

type Draft = { -readonly [Field in keyof Moment]: Moment[Field] };

/** The partition key that stands before an object in durable keys. */
const PARTITION = /\b[0-9a-f]{16}\/(?=\w)/g;

/** Records all that happens in a world. */
export class Recorder implements Witness, Recording {
  readonly claim = "";
  readonly actors: string[] = [];
  readonly rows: RowAddress[] = [];
  readonly values: RowValue[] = [];
  readonly moments: Draft[] = [];
  engines = 0;
  private readonly world: Witnessed;
  /** Unix time at which the world began. */
  private readonly epochMs: number;
  private readonly names = new Names();
  private readonly actorIndex = new Map<string, number>();
  private readonly rowIndex = new Map<string, number>();
  /** Names of invocations by their attempts, and by the streams of engines that carry these. */
  private readonly attempts = new Map<string, string>();
  /** The stream that was opened last. */
  private opening = "";
  private readonly valueIndex = new Map<string, number>();

  constructor(world: Witnessed) {
    this.world = world;
    this.epochMs = world.nowMs - world.timeline.nowUs / 1_000;
  }

  happened(actor: string, what: Occurrence, fault: boolean): void {
    const step = this.world.trace.length - 1;
    if (what._tag === "Strike") {
      this.add("Strike", step, "faults", describeOccurrence(what));
      return;
    }
    const kind = fault ? "Fault" : isDetail(what) ? "Detail" : "Event";
    this.add(kind, step, actor, describeOccurrence(what)).about = this.aboutOf(actor, what);
  }

  transition({ index, ahead }: NodeView, event: Event, { changes }: Transition): void {
    const [who, text] = tellOf(event, index);
    const moment = this.latest();
    moment.text = this.names.in(`${who}: ${text}`);
    moment.effect = this.names.in(describeEffect(ahead, event, changes));
    moment.about = "id" in event ? this.names.of(event.id) : "";
    moment.turn = { _tag: "Decided", engine: index, pairs: this.pairsOf(index, changes) };
  }

  durable({ index }: NodeView, changes: readonly Change[]): void {
    this.latest().turn = { _tag: "Durable", engine: index, pairs: this.pairsOf(index, changes) };
  }

  stopped({ index }: NodeView): void {
    this.turn({ _tag: "Stops", engine: index }, "is gone");
  }

  restarted({ index }: NodeView): void {
    this.engines = Math.max(this.engines, index + 1);
    this.turn({ _tag: "Starts", engine: index }, "begins on what is durable");
  }

  opened({ invocation, number }: AttemptView): void {
    const name = this.names.of(invocation);
    this.attempts.set(`attempt ${number}`, name);
    if (this.opening !== "") this.attempts.set(this.opening, name);
    const moment = this.latest();
    moment.about = name;
    moment.effect = `attempt ${number}, of ${name}`;
  }

  ran({ invocation }: AttemptView, completionId: number): void {
    const name = this.names.of(invocation);
    this.aside("Aside", "handler", `${name} executes run c${completionId}`).about = name;
  }

  answered({ id, operation }: Asked, reply: Reply): void {
    const moment = this.latest();
    if (id !== null) moment.about = this.names.of(id);
    if (reply._tag === "Completed") moment.effect = showResult(reply.outcome);
    else if (reply._tag === "Rejected") moment.effect = `${reply.code}: ${reply.message}`;
    if (operation === null) return;
    moment.text += ` (${targetText(operation.target)})`;
  }

  /** The world has ended; gives what ended it in the words of the recording. */
  ended(violation: Violation | null): Violation | null {
    if (violation === null) return null;
    const message = this.names.in(violation.message).replaceAll(PARTITION, "");
    const text = message.split("\n", 1).join();
    this.aside("Breach", "claims", text).effect = message.slice(text.length + 1);
    return { claim: violation.claim, message };
  }

  /** The invocation that something is about, as far as it says so. */
  private aboutOf(actor: string, what: Occurrence): string {
    switch (what._tag) {
      case "Input":
        return "stream" in what.input ? this.attempt(`${actor} ${what.input.stream}`) : "";
      case "Output": {
        if (!("stream" in what.output)) return "";
        const stream = `${actor} ${what.output.stream}`;
        if (what.output._tag === "Open") this.opening = stream;
        return this.attempt(stream);
      }
      case "Accept":
      case "Receive":
      case "Send":
        return this.attempt(`attempt ${what.attempt}`);
      default:
        return "";
    }
  }

  private attempt(key: string): string {
    return this.attempts.get(key) ?? "";
  }

  /** What moved an engine as a whole, with what was noted of it or, where nothing was, beside it. */
  private turn(turn: Turn, text: string): void {
    const actor = `engine ${turn.engine}`;
    const latest = this.moments.at(-1);
    const isNoted =
      latest !== undefined && latest.turn === null && this.actors[latest.actor] === actor;
    (isNoted ? latest : this.aside("Aside", actor, text)).turn = turn;
  }

  private aside(kind: MomentKind, actor: string, text: string): Draft {
    return this.add(kind, this.world.trace.length, actor, text);
  }

  private add(kind: MomentKind, step: number, actor: string, text: string): Draft {
    const atMs = this.world.timeline.nowUs / 1_000;
    const who = this.indexOf(actor, this.actorIndex, this.actors, actor);
    const moment: Draft = { step, atMs, actor: who, kind, text, effect: "", about: "", turn: null };
    this.moments.push(moment);
    return moment;
  }

  private latest(): Draft {
    return this.moments.at(-1) ?? this.aside("Aside", "world", "begins");
  }

  private pairsOf(engine: number, changes: readonly Change[]): readonly number[] {
    const pairs: number[] = [];
    for (const change of changes) {
      const shown = showRow(this.names, change, this.epochMs);
      if (shown === null) continue;
      const { table, owner, item, value } = shown;
      const key = `${engine} ${change.table} ${change.group} ${item}`;
      const row = this.indexOf(key, this.rowIndex, this.rows, { engine, table, owner, item });
      pairs.push(row, value === null ? -1 : this.valueOf(value));
    }
    return pairs;
  }

  private valueOf(value: RowValue): number {
    return this.indexOf(JSON.stringify(value), this.valueIndex, this.values, value);
  }

  /** Where something stands in a list that has each thing once. */
  private indexOf<T>(key: string, known: Map<string, number>, list: T[], thing: T): number {
    const index = known.get(key);
    if (index !== undefined) return index;
    known.set(key, list.length);
    return list.push(thing) - 1;
  }
}

/** Whether something only carries what was decided elsewhere. */
function isDetail(what: Occurrence): boolean {
  switch (what._tag) {
    case "Input":
      return what.input._tag === "StreamBytes" || what.input._tag === "Clock";
    case "Output":
      return ["Write", "CloseWrite", "Wake", "Pressure", "Received"].includes(what.output._tag);
    case "Receive":
    case "Send":
      return true;
    default:
      return false;
  }
}
