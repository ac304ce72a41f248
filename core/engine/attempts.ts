import type { Attempt } from "../attempt/index.ts";
import type { DeploymentId, InvocationId } from "../ids/index.ts";
import type { StreamId } from "./input.ts";

/** An attempt that is due and waits for a place. */
export interface WaitingStart {
  readonly id: InvocationId;
  readonly epoch: number;
  /** Grows with every notification stored meanwhile, so that the replay misses none. */
  entries: number;
}

/** An attempt under way, as those see it who only look. */
export interface AttemptUnderWay {
  readonly id: InvocationId;
  readonly deploymentId: DeploymentId;
  /** Unix milliseconds. */
  readonly beganAtMs: number;
}

/** The attempts of a running engine: those in flight, and those waiting for a place, in order. */
export class Attempts {
  private readonly byStream = new Map<StreamId, Attempt>();
  private readonly streamOf = new Map<InvocationId, StreamId>();
  private readonly waiting = new Map<InvocationId, WaitingStart>();

  get running(): number {
    return this.byStream.size;
  }

  get queued(): number {
    return this.waiting.size;
  }

  onStream(stream: StreamId): Attempt | undefined {
    return this.byStream.get(stream);
  }

  of(id: InvocationId): Attempt | undefined {
    const stream = this.streamOf.get(id);
    return stream === undefined ? undefined : this.byStream.get(stream);
  }

  waitingFor(id: InvocationId): WaitingStart | undefined {
    return this.waiting.get(id);
  }

  begin(stream: StreamId, attempt: Attempt): void {
    this.byStream.set(stream, attempt);
    this.streamOf.set(attempt.plan.id, stream);
  }

  end(stream: StreamId): void {
    const attempt = this.byStream.get(stream);
    if (attempt === undefined) return;
    this.byStream.delete(stream);
    if (this.streamOf.get(attempt.plan.id) === stream) this.streamOf.delete(attempt.plan.id);
  }

  wait(start: WaitingStart): void {
    this.waiting.delete(start.id);
    this.waiting.set(start.id, start);
  }

  /** The attempt that has waited longest. */
  takeWaiting(): WaitingStart | null {
    for (const start of this.waiting.values()) {
      this.waiting.delete(start.id);
      return start;
    }
    return null;
  }

  dropWaiting(id: InvocationId): void {
    this.waiting.delete(id);
  }

  all(): readonly (readonly [stream: StreamId, attempt: Attempt])[] {
    return [...this.byStream];
  }
}
