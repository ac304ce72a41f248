import { Worker } from "node:worker_threads";
import { encodeUtf8 } from "@holdfast/core";
import { QueryRefused, renderArrow, renderJson, runQuery } from "../query/index.ts";
import { openInMemory, Snapshot } from "../storage/index.ts";
import type { QueryAnswered, QueryAsked } from "./query-messages.ts";

/** Answers one query on what is stored now. */
function answer({ directory, query, format, attempts }: QueryAsked): QueryAnswered {
  const snapshot = new Snapshot(directory);
  try {
    const source = {
      rows: snapshot.rows.bind(snapshot),
      get: snapshot.get.bind(snapshot),
      attempts,
    };
    const result = runQuery(openInMemory, source, query, () => snapshot.close());
    const body = format === "json" ? encodeUtf8(renderJson(result)) : renderArrow(result);
    return { _tag: "Answered", body };
  } catch (cause) {
    if (cause instanceof QueryRefused) {
      return { _tag: "Refused", status: cause.status, message: cause.message };
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    return { _tag: "Refused", status: 500, message };
  } finally {
    snapshot.close();
  }
}

/** Ends this process when its parent has gone, which a query that runs would not let it notice. */
const WATCH = `
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, 500);
`;
new Worker(WATCH, { eval: true }).unref();

process.on("message", (asked: QueryAsked) => process.send?.(answer(asked)));
// Whoever asks has gone.
process.on("disconnect", () => process.exit());
// A terminal's interrupt is for the server, which ends this when it has none to wait for it.
process.on("SIGINT", () => undefined);
