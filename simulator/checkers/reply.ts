import { decodeUtf8, type Output, type Reply, type RequestId } from "@holdfast/core";
import { type Asked, broken, type Checker, type NodeView } from "./checker.ts";

/** A request is answered at most once, and about the invocation that it asked for. */
export class ReplyChecker implements Checker {
  readonly claim = "S-REPLY-1";
  private readonly replied = new Set<RequestId>();

  output(_: NodeView, output: Output): void {
    if (output._tag !== "Reply") return;
    if (this.replied.has(output.request)) {
      broken(this.claim, `request ${output.request} is answered twice`);
    }
    this.replied.add(output.request);
  }

  answered({ request, id, operation }: Asked, reply: Reply): void {
    if (id !== null && "id" in reply && reply.id !== id) {
      broken(this.claim, `request ${request} asked for ${id} and is told of ${reply.id}`);
    }
    if (operation === null || operation.token === null || reply._tag !== "Completed") return;
    if (reply.outcome._tag === "Failure") return;
    const { token } = operation;
    const { token: told } = JSON.parse(decodeUtf8(reply.outcome.value)) as { token?: string };
    if (told === token) return;
    broken(this.claim, `request ${request} for ${token} is told the outcome of ${told}`);
  }
}
