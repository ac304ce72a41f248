import {
  CANCEL_SIGNAL_INDEX,
  type Combinator,
  encodeFrame,
  encodeMessageFrame,
  encodeUtf8,
  formatAwakeableId,
  formatInvocationId,
  FrameReader,
  type Future,
  type Message,
  MessageType,
  REQUESTED_ACK_FLAG,
  VOID,
} from "@holdfast/core";
import { chance, pick } from "./choices.ts";
import type { Link } from "./link.ts";
import type { Attempting, Worker } from "./worker.ts";
import type { World } from "./world.ts";

/** The services whose attempts lie: an object and a plain service. */
export const LIAR = "Liar";
export const KEYLESS_LIAR = "KeylessLiar";

/** Whether the attempts of a service lie. */
export function isLiar(service: string): boolean {
  return service === LIAR || service === KEYLESS_LIAR;
}

const COMBINATORS: readonly [Combinator, ...Combinator[]] = [
  "Unknown",
  "FirstCompleted",
  "AllCompleted",
  "FirstSucceededOrAllFailed",
  "AllSucceededOrFirstFailed",
];

/** Completion and signal ids that a liar uses: few, so that they meet. */
const IDS = 6;
/** One of so many of its turns is honest: the calm one, by which a liar comes to an end. */
const HONEST = 12;
/** Latest wake-up of its sleeps, in milliseconds from now. */
const LONGEST_SLEEP_MS = 500;

/**
 * An endpoint that sends whatever it likes: frames in any order, ids twice, answers to questions
 * that nobody asked, garbage. It may waste its own attempts, and nothing else (S-ENDPOINT-1).
 */
export class LyingAttempt implements Attempting {
  private readonly world: World;
  private readonly worker: Worker;
  private readonly link: Link;
  private readonly frames = new FrameReader();
  private hasOutput = false;
  private planned = false;
  private over = false;

  constructor(world: World, worker: Worker, link: Link) {
    this.world = world;
    this.worker = worker;
    this.link = link;
  }

  receive(bytes: Uint8Array): void {
    this.frames.push(bytes);
    for (let f = this.frames.next(); f?._tag === "Frame"; f = this.frames.next()) {
      if (f.type === MessageType.OutputCommand) this.hasOutput = true;
    }
    this.soon();
  }

  closeInput(): void {
    this.soon();
  }

  abandon(): void {
    this.over = true;
    this.worker.leave(this);
  }

  die(): void {
    this.abandon();
    this.link.fail("the endpoint's process is gone");
  }

  private soon(): void {
    if (this.planned || this.over) return;
    this.planned = true;
    const { choices, settings, timeline } = this.world;
    timeline.after(1 + choices.below(settings.latencyUs), () => {
      this.planned = false;
      if (!this.over) this.turn();
    });
  }

  /** Says a few things; now and then, and after the faults, it comes to an honest end. */
  private turn(): void {
    const { choices, faults } = this.world;
    if (faults.healed || choices.below(HONEST) === 0) {
      if (!this.hasOutput) this.say(this.output());
      this.say({ _tag: "End" });
      return this.hangUp();
    }
    faults.count("lies", this.link.invocation);
    for (let left = choices.below(5); left >= 0 && !this.over; left--) this.lie();
    this.soon();
  }

  private lie(): void {
    const { choices } = this.world;
    const kind = choices.below(25);
    if (kind === 24) {
      const awaitingOn = this.future();
      const executingSideEffects = chance(choices, 0.5);
      return this.say({ _tag: "AwaitingOn", awaitingOn, executingSideEffects });
    }
    if (kind >= 20) return this.end(kind);
    if (kind === 19) {
      const length = 1 + choices.below(12);
      const garbage = Uint8Array.from({ length }, () => choices.below(256));
      return this.link.answer(
        chance(choices, 0.5) ? garbage : encodeFrame(0x0400 + choices.below(0x20), garbage),
      );
    }
    this.say(this.message(kind));
  }

  private end(kind: number): void {
    const { choices } = this.world;
    const some = (): number[] => Array.from({ length: choices.below(3) }, () => this.anyId());
    if (kind === 20) this.say({ _tag: "End" });
    else if (kind === 21) {
      const flat = {
        completions: some(),
        signals: chance(choices, 0.5) ? [CANCEL_SIGNAL_INDEX] : some(),
        namedSignals: [],
      };
      const waitingOn = chance(choices, 0.5)
        ? ({ _tag: "AnyOf", ...flat } as const)
        : ({ _tag: "Future", future: this.future() } as const);
      this.say({ _tag: "Suspension", waitingOn });
    } else if (kind === 22) {
      this.say({
        _tag: "Error",
        // Not 570: that a journal does not fit its handler is for honest handlers to say.
        code: 500 + choices.below(70),
        message: "a lie",
        stacktrace: "",
        relatedCommandIndex: chance(choices, 0.5) ? choices.below(100) : null,
        relatedCommandName: null,
        relatedCommandType: null,
        nextRetryDelayMs: chance(choices, 0.5) ? choices.below(50) : null,
        behavior: pick(choices, ["Retry", "Retry", "Fail"]),
      });
    }
    if (chance(choices, 0.7)) this.hangUp();
  }

  private message(kind: number): Message {
    const { choices, nowMs } = this.world;
    const resultCompletionId = this.anyId();
    const invocationIdCompletionId = this.anyId();
    const key = encodeUtf8(pick(choices, ["a", "b"]));
    const value = encodeUtf8(String(choices.below(100)));
    const name = "";
    const id = formatInvocationId(this.link.invocation);
    const callee = {
      serviceName: pick(choices, ["Counter", "Counter", "Worker", "Nobody"]),
      handlerName: pick(choices, ["add", "add", "nothing"]),
      key: pick(choices, ["a", "b", ""]),
      parameter: encodeUtf8(`{"token":"lie","slow":false}`),
      headers: [],
      idempotencyKey: pick(choices, [null, "lie", ""]),
      scope: null,
      limitKey: null,
      invocationIdCompletionId,
      name,
    };
    switch (kind) {
      case 0:
      case 1:
        return { _tag: "RunCommand", resultCompletionId, name };
      case 2:
      case 3:
        return { _tag: "ProposeRunCompletion", completionId: this.anyId(), result: this.result() };
      case 4:
      case 5: {
        const wakeUpTimeMs = Math.floor(nowMs) + choices.below(LONGEST_SLEEP_MS);
        return { _tag: "SleepCommand", wakeUpTimeMs, resultCompletionId, name };
      }
      case 6:
        return { _tag: "SetStateCommand", key, value, name };
      case 7:
        return { _tag: "ClearAllStateCommand", name };
      case 8:
        return { _tag: "GetLazyStateCommand", key, resultCompletionId, name };
      case 9:
        return { _tag: "GetLazyStateKeysCommand", resultCompletionId, name };
      case 10:
        return { _tag: "CallCommand", ...callee, resultCompletionId };
      case 11:
        return { _tag: "OneWayCallCommand", ...callee, invokeTimeMs: 0 };
      case 12: {
        const awakeableId = pick(choices, [
          formatAwakeableId(this.link.invocation, this.anyId()),
          "sign_1nonsense",
        ]);
        return { _tag: "CompleteAwakeableCommand", awakeableId, result: this.result(), name };
      }
      case 13: {
        const signal = { _tag: "Signal", index: this.anyId() } as const;
        const targetInvocationId = pick(choices, [id, "inv_1nonsense"]);
        return { _tag: "SendSignalCommand", targetInvocationId, signal, result: VOID, name };
      }
      case 14: {
        const target = { _tag: "InvocationId", invocationId: id } as const;
        const _tag = pick(choices, ["GetInvocationOutputCommand", "AttachInvocationCommand"]);
        return { _tag, target, resultCompletionId, name };
      }
      case 15:
        return { _tag: "GetPromiseCommand", key: "go", resultCompletionId, name };
      case 16:
        return { _tag: "InputCommand", headers: [], value, name };
      case 17: {
        const completion = { _tag: "Completion", completionId: this.anyId() } as const;
        const type = MessageType.RunNotification;
        return { _tag: "Notification", type, id: completion, result: { _tag: "Value", value } };
      }
      default:
        return this.output();
    }
  }

  /** A tree of whatever; some parts wait for nothing. */
  private future(depth = 0): Future {
    const { choices } = this.world;
    const ids = (): number[] => Array.from({ length: choices.below(3) }, () => this.anyId());
    const count = depth < 3 ? choices.below(3) : 0;
    return {
      waitingCompletions: ids(),
      waitingSignals: chance(choices, 0.3) ? [CANCEL_SIGNAL_INDEX] : ids(),
      waitingNamedSignals: [],
      nested: Array.from({ length: count }, () => this.future(depth + 1)),
      combinator: pick(choices, COMBINATORS),
    };
  }

  private output(): Message {
    return { _tag: "OutputCommand", result: this.result(), name: "" };
  }

  private result() {
    return { _tag: "Value", value: encodeUtf8(`{"token":"lie"}`) } as const;
  }

  private anyId(): number {
    return 1 + this.world.choices.below(IDS);
  }

  private say(message: Message): void {
    const { choices, faults } = this.world;
    const flags = chance(choices, 0.1) ? REQUESTED_ACK_FLAG : 0;
    const frame = encodeMessageFrame(message, flags);
    if (!hasTime(message) && faults.strikes("bit-flip", this.link.invocation)) {
      const at = choices.below(frame.length);
      frame[at] = (frame[at] ?? 0) ^ (1 << choices.below(8));
    }
    this.link.answer(frame);
  }

  private hangUp(): void {
    this.link.answerEnd();
    this.abandon();
  }
}

/** Whether a turned bit could put something off for years, so that no world would come to rest. */
function hasTime({ _tag }: Message): boolean {
  return _tag === "SleepCommand" || _tag === "OneWayCallCommand";
}
