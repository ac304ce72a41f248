import { createHash } from "node:crypto";
import {
  type ClientRequest,
  DEFAULTS,
  LIMITS,
  MemoryTables,
  type Reply,
  type RequestPort,
  transition,
} from "@holdfast/core";

const CONFIG = {
  hashes: {
    hash64: (bytes: Uint8Array) => sha256(bytes).readBigUInt64BE(),
    sha256,
  },
  partition: { index: 0, count: 1 },
  clusterName: "test",
  defaults: DEFAULTS,
  limits: LIMITS,
};
const NOW_MS = Date.UTC(2030, 0, 1);

/** Answers requests by the partition machine over tables in memory; attempts are not run. */
export class PartitionPort implements RequestPort {
  readonly view = new MemoryTables();
  private requests = 0;

  readonly request = (body: ClientRequest, onReply: (reply: Reply) => void): (() => void) => {
    const request = (this.requests += 1);
    const entropy = [request, request, request, request] as const;
    const event = { _tag: "Requested", request, body, nowMs: NOW_MS, entropy } as const;
    const { changes, actions } = transition(CONFIG, this.view, event);
    this.view.apply(changes);
    for (const action of actions) {
      if (action._tag === "Answer" && action.request === request) onReply(action.reply);
    }
    return () => undefined;
  };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
