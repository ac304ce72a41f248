import { createHash, getRandomValues } from "node:crypto";
import * as core from "@holdfast/core";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
/** A server uses XXH3, so that ids are those of other servers; alone, any even hash will do. */
const hash64 = (bytes: Uint8Array) => new DataView(sha256(bytes).buffer).getBigUint64(0);
const partition = { index: 0, count: 1 };
const { DEFAULTS: defaults, LIMITS: limits } = core;
const hashes = { hash64, sha256 };
const config: core.Config = { hashes, partition, clusterName: "embedded", defaults, limits };

/** Runs an engine in memory: carries inputs in and outputs out, in order, and decides nothing. */
export function embed(endpoint: (give: (input: core.Input) => void) => (o: core.Output) => void) {
  const tables = new core.MemoryTables();
  const engine = new core.Engine(config, tables);
  const replies: ((reply: core.Reply) => void)[] = [];
  let alarm: NodeJS.Timeout | undefined;
  const give = (input: core.Input) => {
    const [a = 0, b = 0, c = 0, d = 0] = getRandomValues(new Uint32Array(4));
    for (const output of engine.step(Date.now(), [a, b, c, d], input)) carryOut(output);
  };
  const streams = endpoint((input) => queueMicrotask(() => give(input)));
  const carryOut = (output: core.Output) => {
    if (output._tag === "Append") {
      tables.apply(output.changes);
      queueMicrotask(() => give({ _tag: "BatchDurable", sequence: output.sequence }));
    } else if (output._tag === "Reply") replies[output.request]?.(output.reply);
    else if (output._tag === "Wake") {
      clearTimeout(alarm);
      const waitMs = Math.min(output.atMs - Date.now(), 2 ** 31 - 1); // the most a timer holds
      alarm = setTimeout(() => give({ _tag: "Clock" }), waitMs).unref();
    } else if (output._tag === "Halt") throw new Error(output.reason);
    else streams(output);
  };
  return (body: core.ClientRequest) =>
    new Promise<core.Reply>((reply) =>
      give({ _tag: "Request", request: replies.push(reply) - 1, body }),
    );
}
