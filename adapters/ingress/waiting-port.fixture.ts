import {
  type ClientRequest,
  type MemoryTables,
  type Reply,
  type RequestPort,
  success,
} from "@holdfast/core";
import { FakePort, makeId } from "./fake-port.fixture.ts";

/** A request that the port has taken and not answered. */
export interface Held {
  readonly asked: ClientRequest;
  readonly body: string;
  /** Answers it with a value. */
  readonly answer: (value: string, contentType?: string) => void;
  cancelled: number;
}

/** Holds every request until the test answers it; tells when requests come and go. */
export class WaitingPort implements RequestPort {
  readonly view: MemoryTables;
  readonly held: Held[] = [];
  private readonly watchers: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  constructor() {
    const handlers = [{ name: "echo", type: "Service" }] as const;
    this.view = new FakePort([{ name: "Svc", type: "Service", handlers }]).view;
  }

  readonly request = (asked: ClientRequest, onReply: (reply: Reply) => void): (() => void) => {
    const id = makeId(String(this.held.length));
    const held: Held = {
      asked,
      body: "body" in asked ? Buffer.from(asked.body).toString() : "",
      answer: (value, contentType = "text/plain") =>
        onReply({
          _tag: "Completed",
          id,
          outcome: success(Buffer.from(value)),
          contentType,
          expiresAtMs: null,
        }),
      cancelled: 0,
    };
    this.held.push(held);
    this.notice();
    return () => {
      held.cancelled += 1;
      this.notice();
    };
  };

  /** Resolves once `holds` is true, looked at whenever a request comes or is cancelled. */
  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      this.watchers.push({ holds, resolve });
    });
  }

  count(length: number): Promise<void> {
    return this.until(() => this.held.length >= length);
  }

  at(index: number): Held {
    const held = this.held[index];
    if (held === undefined) throw new Error(`only ${this.held.length} requests came`);
    return held;
  }

  private notice(): void {
    for (const watcher of [...this.watchers]) {
      if (!watcher.holds()) continue;
      this.watchers.splice(this.watchers.indexOf(watcher), 1);
      watcher.resolve();
    }
  }
}
