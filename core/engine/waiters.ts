import type { InvocationId } from "../ids/index.ts";
import type { RequestId } from "./request.ts";

/** The clients that have asked and have no answer yet; each is answered at most once (S-REPLY-1). */
export class Waiters {
  /** Open requests, with the invocation whose end each waits for, or null. */
  private readonly open = new Map<RequestId, InvocationId | null>();
  private readonly byInvocation = new Map<InvocationId, Set<RequestId>>();

  get size(): number {
    return this.open.size;
  }

  begin(request: RequestId): void {
    this.open.set(request, null);
  }

  /** Lets an open request wait for an invocation's end. */
  wait(request: RequestId, id: InvocationId): void {
    if (!this.open.has(request)) return;
    this.open.set(request, id);
    const waiting = this.byInvocation.get(id);
    if (waiting === undefined) this.byInvocation.set(id, new Set([request]));
    else waiting.add(request);
  }

  /** Closes a request; false where it was closed before, so that it must not be answered. */
  end(request: RequestId): boolean {
    const id = this.open.get(request);
    if (id === undefined) return false;
    this.open.delete(request);
    if (id === null) return true;
    const waiting = this.byInvocation.get(id);
    waiting?.delete(request);
    if (waiting?.size === 0) this.byInvocation.delete(id);
    return true;
  }

  /** The requests that wait for an invocation, in the order in which they came. */
  of(id: InvocationId): readonly RequestId[] {
    return [...(this.byInvocation.get(id) ?? [])];
  }

  all(): readonly RequestId[] {
    return [...this.open.keys()];
  }
}
