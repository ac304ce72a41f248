import { type Deployment, type DeploymentId, parseDeploymentId, type View } from "@holdfast/core";
import { Effect } from "effect";
import { ask, unexpected } from "./ask.ts";
import { adminError, type Fault, unreadable } from "./fault.ts";
import { emptyResponse, readJson, respondJson } from "./json.ts";
import { presentDeployment, presentDetailed, presentRegistered } from "./present-deployment.ts";
import { readRegistration } from "./register-request.ts";
import { type ApiVersion, param, type Route, type Visit } from "./route.ts";
import {
  DeploymentList,
  DetailedDeploymentResponse,
  RegisterDeploymentResponse,
} from "./shapes.ts";

const list: Route = {
  method: "GET",
  path: "/deployments",
  serve: ({ port }) =>
    respondJson(DeploymentList, { deployments: deploymentsOf(port.view).map(presentDeployment) }),
};

const register: Route = {
  method: "POST",
  path: "/deployments",
  serve: (admin, { version }) =>
    Effect.gen(function* () {
      const { port, options } = admin;
      const wanted = yield* readRegistration(yield* readJson(options.maxBodyBytes));
      const deployment = yield* Effect.mapError(
        admin.discover(wanted),
        ({ httpStatus, message, errorCode }) => adminError(httpStatus, message, errorCode),
      );
      const { breaking, dryRun } = wanted;
      const force = wanted.force ?? version === 2;
      const before = new Set(deploymentsOf(port.view).map(({ id }) => id));
      const reply = yield* ask(port, {
        _tag: "RegisterDeployment",
        deployment,
        force,
        breaking,
        dryRun,
      });
      if (reply._tag !== "Registered") return yield* Effect.fail(unexpected(reply));
      const { id } = reply.deployment;
      const created = !reply.unchanged && !before.has(id);
      const status = yield* registeredStatus(version, id, created, reply.unchanged);
      const body = presentRegistered(reply.deployment, options.defaults);
      const headers = { location: `deployments/${id}` };
      return yield* respondJson(RegisterDeploymentResponse, body, { status, headers });
    }),
};

/** 201 for a new deployment and 200 for a known one; version 2 has its own ways (2.4). */
function registeredStatus(
  version: ApiVersion,
  id: DeploymentId,
  created: boolean,
  unchanged: boolean,
): Effect.Effect<number, Fault> {
  if (version !== 2) return Effect.succeed(created ? 201 : 200);
  if (!unchanged) return Effect.succeed(201);
  return Effect.fail(
    adminError(409, `deployment '${id}' is registered already; register with "force": true`),
  );
}

const show: Route = {
  method: "GET",
  path: "/deployments/:deployment",
  serve: ({ port, options }, visit) =>
    Effect.gen(function* () {
      const id = yield* readId(visit);
      const deployment = port.view.get("deployment", "", id);
      if (deployment === undefined) return yield* Effect.fail(unknownDeployment(id));
      const body = presentDetailed(deployment, options.defaults);
      return yield* respondJson(DetailedDeploymentResponse, body);
    }),
};

const remove: Route = {
  method: "DELETE",
  path: "/deployments/:deployment",
  serve: ({ port }, visit) =>
    Effect.gen(function* () {
      const id = yield* readId(visit);
      if (!(yield* readForce(visit))) return emptyResponse(501);
      const reply = yield* ask(port, { _tag: "RemoveDeployment", id });
      if (reply._tag !== "Done") return yield* Effect.fail(unexpected(reply));
      return emptyResponse(202);
    }),
};

export const DEPLOYMENT_ROUTES: readonly Route[] = [list, register, show, remove];

function deploymentsOf(view: View): readonly Deployment[] {
  return view.scan("deployment", "").map(({ value }) => value);
}

function readId(visit: Visit): Effect.Effect<DeploymentId, Fault> {
  const text = param(visit, "deployment");
  const id = parseDeploymentId(text);
  if (id !== null) return Effect.succeed(id);
  return Effect.fail(
    unreadable(400, `bad deployment id '${text}': an id is dp_1 and 22 letters or digits`),
  );
}

function readForce({ query }: Visit): Effect.Effect<boolean, Fault> {
  switch (query.get("force")) {
    case null:
    case "false":
      return Effect.succeed(false);
    case "true":
      return Effect.succeed(true);
    default:
      return Effect.fail(unreadable(400, "query parameter force: it is neither true nor false"));
  }
}

function unknownDeployment(id: string): Fault {
  return adminError(
    404,
    `deployment '${id}' does not exist; GET /deployments lists those there are`,
  );
}
