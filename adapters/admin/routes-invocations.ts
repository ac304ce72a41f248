import { type InvocationId, parseInvocationId } from "@holdfast/core";
import { Effect } from "effect";
import { ask, unexpected } from "./ask.ts";
import { adminError, type Fault, unreadable } from "./fault.ts";
import { emptyResponse } from "./json.ts";
import { type Admin, param, type Route, type Visit } from "./route.ts";

type Operation = "Cancel" | "Kill" | "Purge";

const cancel = operation("/invocations/:invocation/cancel", "Cancel");
const kill = operation("/invocations/:invocation/kill", "Kill");
const purge = operation("/invocations/:invocation/purge", "Purge");

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

export const INVOCATION_ROUTES: readonly Route[] = [cancel, kill, purge, remove];

function operation(path: Route["path"], tag: Operation): Route {
  const serve = ({ port }: Admin, visit: Visit) =>
    Effect.gen(function* () {
      const id = yield* readId(visit);
      const reply = yield* ask(port, { _tag: tag, id });
      switch (reply._tag) {
        case "Done":
          return emptyResponse(200);
        case "Requested":
          return emptyResponse(202);
        case "NotFound":
          return yield* Effect.fail(unknownInvocation(visit));
        default:
          return yield* Effect.fail(unexpected(reply));
      }
    });
  return { method: "PATCH", path, serve };
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
