// What a test waits for: inputs of a transport, frames, connections; never a time.
import type { StreamId, StreamInputs } from "@holdfast/core";

type StreamInput = Parameters<StreamInputs>[0];

/** Something that will happen, waited for by its number of occurrences or by a condition. */
export class Happenings<T> {
  readonly all: T[] = [];
  #waiting: { readonly test: (all: readonly T[]) => boolean; readonly resolve: () => void }[] = [];

  #listeners: ((item: T) => void)[] = [];

  readonly add = (item: T): void => {
    this.all.push(item);
    for (const listener of this.#listeners) listener(item);
    const ready = this.#waiting.filter(({ test }) => test(this.all));
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  };

  /** Calls `listener` from within each further one. */
  listen(listener: (item: T) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves once the test holds, now or later. */
  async until(test: (all: readonly T[]) => boolean): Promise<void> {
    if (test(this.all)) return;
    await new Promise<void>((resolve) => this.#waiting.push({ test, resolve }));
  }

  /** The first `count` of them. */
  async first(count: number): Promise<readonly T[]> {
    await this.until((all) => all.length >= count);
    return this.all.slice(0, count);
  }
}

/** Collects what a transport reports. */
export class Inbox extends Happenings<StreamInput> {
  of(stream: StreamId): readonly StreamInput[] {
    return this.all.filter((input) => input.stream === stream);
  }

  /** All inputs of a stream, once its last one has come. */
  async whole(stream: StreamId): Promise<readonly StreamInput[]> {
    await this.until(() =>
      this.of(stream).some(({ _tag }) => _tag === "StreamEnd" || _tag === "StreamFailed"),
    );
    return this.of(stream);
  }

  /** The message with which a stream fails. */
  async failure(stream: StreamId): Promise<string> {
    const last = (await this.whole(stream)).at(-1);
    if (last?._tag !== "StreamFailed") throw new Error(`stream ${stream} ended in order`);
    return last.message;
  }

  /** The bytes of a stream so far. */
  bytes(stream: StreamId): Buffer {
    return Buffer.concat(
      this.of(stream).flatMap((input) => (input._tag === "StreamBytes" ? [input.bytes] : [])),
    );
  }
}
