import type { Action, Change, Event, Invocation, Transition } from "@holdfast/core";
import type { Checker, NodeView } from "./checkers/checker.ts";

/** Situations that a campaign has to reach; a claim that is never put to the test is not kept. */
const SITUATIONS = [
  "suspended",
  "suspended on a group",
  "settled in part",
  "woken",
  "backed off",
  "retried",
  "inboxed",
  "inboxed then started",
  "scheduled",
  "completed",
  "completed with failure",
  "cancelled before start",
  "killed",
  "killed with what it called",
  "cancelled while Scheduled",
  "cancelled while Inboxed",
  "cancelled while Invoked",
  "cancelled while BackingOff",
  "cancelled while Suspended",
  "cancelled while Paused",
  "killed while Scheduled",
  "killed while Inboxed",
  "killed while Invoked",
  "killed while BackingOff",
  "killed while Suspended",
  "killed while Paused",
  "paused",
  "paused by an operator",
  "resumed",
  "resumed elsewhere",
  "journal purged",
  "restarted",
  "restarted with entries",
  "forgotten",
  "attempt overtaken",
  "run completed",
  "run completed on version 7",
  "slept",
  "signalled",
  "called",
  "sent",
  "attached",
  "attached again",
  "timer storm",
  "promise completed",
  "promise completed again",
  "workflow run again",
  "lazy state read",
  "eager state read",
  "output without end",
  "message between partitions",
  "recovered with attempts",
] as const;

/** Timers at one instant that make a storm. */
const STORM = 6;

/** Something that a campaign has to reach. */
export type Situation = (typeof SITUATIONS)[number];

/** Counts how often each situation came about. */
export class Sometimes implements Checker {
  readonly claim = "";
  /** Timers that were due at one instant, and when that was. */
  private storm = 0;
  private due = "";
  private readonly counts = new Map<Situation, number>(SITUATIONS.map((name) => [name, 0]));

  get reached(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.counts);
  }

  restarted({ durable }: NodeView): void {
    if (durable.scan("running", "", "", 1).length > 0) this.count("recovered with attempts");
  }

  transition({ ahead }: NodeView, event: Event, { changes, actions }: Transition): void {
    this.countEvent(event, changes.length > 0);
    if (actions.some(isRefusedRun)) this.count("workflow run again");
    this.countTree(event, changes);
    this.countStop(ahead, event);
    this.countStorm(event);
    for (const change of changes) {
      if (change.table !== "invocation") continue;
      const was = ahead.get("invocation", change.group, "");
      const before = was?.status._tag;
      if (change.value === null) {
        this.count("forgotten");
        continue;
      }
      const { status, outputIndex, pin } = change.value;
      if (event._tag === "Requested" && event.body._tag === "Resume") {
        this.count("resumed");
        if (was?.pin?.deploymentId !== pin?.deploymentId) this.count("resumed elsewhere");
      }
      if (was === undefined && change.value.source._tag === "Restart") {
        this.count("restarted");
        if (change.value.journalLength > 1) this.count("restarted with entries");
      }
      if (status._tag === before) {
        if (status._tag === "Suspended") this.countPart(ahead, change.value);
        continue;
      }
      if (before === "Invoked" && status._tag === "BackingOff" && outputIndex !== null) {
        this.count("output without end");
      }
      switch (status._tag) {
        case "Suspended":
          this.count("suspended");
          if (status.waitingFor.some((each) => typeof each !== "string")) {
            this.count("suspended on a group");
          }
          break;
        case "BackingOff":
          this.count("backed off");
          break;
        case "Inboxed":
          this.count("inboxed");
          break;
        case "Scheduled":
          this.count("scheduled");
          break;
        case "Invoked":
          if (before === "Suspended") this.count("woken");
          else if (before === "BackingOff") this.count("retried");
          else if (before === "Inboxed") this.count("inboxed then started");
          break;
        case "Completed":
          this.count("completed");
          if (status.outcome._tag === "Success") break;
          this.count("completed with failure");
          if (status.outcome.failure.message === "canceled") this.count("cancelled before start");
          if (status.outcome.failure.message === "killed") this.count("killed");
          break;
        case "Paused":
          this.count("paused");
          if (event._tag === "Requested") this.count("paused by an operator");
          break;
        default:
          status satisfies never;
      }
    }
  }

  private countEvent(event: Event, heard: boolean): void {
    if ("epoch" in event && !heard) this.count("attempt overtaken");
    if (event._tag === "Requested" && event.body._tag === "PurgeJournal" && heard) {
      this.count("journal purged");
    }
    if (event._tag === "RunCompletionProposed") {
      this.count("run completed");
      if (event.pin.protocolVersion === 7) this.count("run completed on version 7");
    }
    if (event._tag === "MessageReceived") this.count("message between partitions");
    if (event._tag === "TimerFired" && event.item.includes("/sleep/")) this.count("slept");
    if (event._tag !== "CommandProposed" || !heard) return;
    const situation = BY_COMMAND[event.command._tag];
    if (situation !== undefined) this.count(situation);
  }

  private countPart(ahead: NodeView["ahead"], { id, status: after }: Invocation): void {
    const before = ahead.get("invocation", id, "")?.status;
    if (before?._tag !== "Suspended" || after._tag !== "Suspended") return;
    if (before.waitingFor !== after.waitingFor) this.count("settled in part");
  }

  /** A cancel or a kill, by the state that it meets. */
  private countStop(ahead: NodeView["ahead"], event: Event): void {
    if (event._tag !== "Requested") return;
    const { body } = event;
    if (body._tag !== "Cancel" && body._tag !== "Kill") return;
    const status = ahead.get("invocation", body.id, "")?.status._tag;
    if (status === undefined || status === "Completed") return;
    this.count(`${body._tag === "Cancel" ? "cancelled" : "killed"} while ${status}`);
  }

  private countStorm(event: Event): void {
    if (event._tag !== "TimerFired") return;
    const due = event.item.split("/")[0] ?? "";
    this.storm = due === this.due ? this.storm + 1 : 1;
    this.due = due;
    if (this.storm === STORM) this.count("timer storm");
  }

  /** What happens to several at once. */
  private countTree(event: Event, changes: readonly Change[]): void {
    if (event._tag === "Requested" && event.body._tag === "Kill") {
      if (changes.filter(({ table }) => table === "invocation").length > 1) {
        this.count("killed with what it called");
      }
    }
    if (event._tag !== "CommandProposed" || changes.length === 0) return;
    if (event.command._tag !== "CompletePromiseCommand") return;
    if (changes.every(({ table }) => table !== "promise")) this.count("promise completed again");
  }

  count(situation: Situation): void {
    this.counts.set(situation, (this.counts.get(situation) ?? 0) + 1);
  }
}

function isRefusedRun(action: Action): boolean {
  if (action._tag !== "Answer" || action.reply._tag !== "Completed") return false;
  const { outcome } = action.reply;
  return outcome._tag === "Failure" && outcome.failure.message.includes("already invoked");
}

const BY_COMMAND: Readonly<Record<string, Situation | undefined>> = {
  SendSignalCommand: "signalled",
  CallCommand: "called",
  OneWayCallCommand: "sent",
  AttachInvocationCommand: "attached",
  CompletePromiseCommand: "promise completed",
  GetLazyStateCommand: "lazy state read",
  GetEagerStateCommand: "eager state read",
};
