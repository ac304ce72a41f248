import {
  type DeploymentChoice,
  formatInvocationId,
  type InvocationId,
  parseDeploymentId,
  parseInvocationId,
  type Reply,
} from "@holdfast/core";
import { Effect } from "effect";
import { ask, unexpected } from "./ask.ts";
import { adminError, type Fault, unreadable } from "./fault.ts";
import { emptyResponse, respondJson } from "./json.ts";
import { type Admin, param, type Route, type Visit } from "./route.ts";
import { Restarted } from "./shapes.ts";

type Operation = "Cancel" | "Kill" | "Purge";
type ById = Operation | "PurgeJournal" | "Pause";

const cancel = operation("/invocations/:invocation/cancel", "Cancel");
const kill = operation("/invocations/:invocation/kill", "Kill");
const purge = operation("/invocations/:invocation/purge", "Purge");
const purgeJournal = operation("/invocations/:invocation/purge-journal", "PurgeJournal");
const pause = operation("/invocations/:invocation/pause", "Pause");

const resume: Route = {
  method: "PATCH",
  path: "/invocations/:invocation/resume",
  serve: ({ port }, visit) =>
    Effect.gen(function* () {
      const id = yield* readId(visit);
      const deployment = yield* readDeployment(visit, { _tag: "Keep" });
      return yield* answer(visit, yield* ask(port, { _tag: "Resume", id, deployment }));
    }),
};

/** Restarts on the latest deployment unless told otherwise, as the API that we match does. */
const restart: Route = {
  method: "PATCH",
  path: "/invocations/:invocation/restart-as-new",
  serve: ({ port }, visit) =>
    Effect.gen(function* () {
      const from = yield* readFrom(visit);
      const id = yield* readId(visit);
      const deployment = yield* readDeployment(visit, { _tag: "Latest" });
      const reply = yield* ask(port, { _tag: "RestartAsNew", id, from, deployment });
      if (reply._tag !== "Restarted") return yield* answer(visit, reply);
      return yield* respondJson(Restarted, { new_invocation_id: formatInvocationId(reply.as) });
    }),
};

/** The older way to say the same: always 202, whatever becomes of it (wire facts 4.2). */
const remove: Route = {
  method: "DELETE",
  path: "/invocations/:invocation",
  serve: ({ port }, visit) =>
    Effect.gen(function* () {
      const tag = yield* readMode(visit);
      const id = yield* readId(visit);
      yield* ask(port, { _tag: tag, id });
      return emptyResponse(202);
    }),
};

export const INVOCATION_ROUTES: readonly Route[] = [
  cancel,
  kill,
  purge,
  purgeJournal,
  pause,
  resume,
  restart,
  remove,
];

function operation(path: Route["path"], tag: ById): Route {
  const serve = ({ port }: Admin, visit: Visit) =>
    Effect.gen(function* () {
      const id = yield* readId(visit);
      return yield* answer(visit, yield* ask(port, { _tag: tag, id }));
    });
  return { method: "PATCH", path, serve };
}

/** 200 where it is done, 202 where it follows, else what stands in its way (wire facts 4.2). */
function answer(visit: Visit, reply: Reply) {
  switch (reply._tag) {
    case "Done":
      return Effect.succeed(emptyResponse(200));
    case "Requested":
      return Effect.succeed(emptyResponse(202));
    case "NotFound":
      return Effect.fail(unknownInvocation(visit));
    default:
      return Effect.fail(unexpected(reply));
  }
}

function readDeployment(
  { query }: Visit,
  unnamed: DeploymentChoice,
): Effect.Effect<DeploymentChoice, Fault> {
  const text = query.get("deployment");
  switch (text) {
    case null:
      return Effect.succeed(unnamed);
    case "keep":
      return Effect.succeed({ _tag: "Keep" });
    case "latest":
      return Effect.succeed({ _tag: "Latest" });
    default: {
      const id = parseDeploymentId(text);
      if (id !== null) return Effect.succeed({ _tag: "Id", id });
      const message = `query parameter deployment: '${text}' is neither keep, latest nor an id`;
      return Effect.fail(adminError(400, message));
    }
  }
}

/** Largest journal index that there can be. */
const MAX_INDEX = 0xffff_ffff;

function readFrom({ query }: Visit): Effect.Effect<number, Fault> {
  const text = query.get("from") ?? "0";
  const from = Number(text);
  if (/^\d+$/.test(text) && from <= MAX_INDEX) return Effect.succeed(from);
  return Effect.fail(
    unreadable(400, `query parameter from: '${text}' is not the index of a journal entry`),
  );
}

function readId(visit: Visit): Effect.Effect<InvocationId, Fault> {
  const text = param(visit, "invocation");
  const id = parseInvocationId(text);
  if (id !== null) return Effect.succeed(id);
  const message = `bad invocation_id '${text}': an id is inv_1 and 33 letters or digits`;
  return Effect.fail(adminError(400, message));
}

function readMode({ query }: Visit): Effect.Effect<Operation, Fault> {
  switch (query.get("mode")) {
    case null:
    case "Cancel":
    case "cancel":
      return Effect.succeed("Cancel");
    case "Kill":
    case "kill":
      return Effect.succeed("Kill");
    case "Purge":
    case "purge":
      return Effect.succeed("Purge");
    default:
      return Effect.fail(
        unreadable(400, "query parameter mode: it is none of Cancel, Kill, Purge"),
      );
  }
}

function unknownInvocation(visit: Visit): Fault {
  return adminError(404, `invocation '${param(visit, "invocation")}' does not exist`);
}
