import { findHandler, type Service } from "@holdfast/core";
import { Effect } from "effect";
import { adminError, type Fault } from "./fault.ts";
import { respondJson } from "./json.ts";
import { presentHandler } from "./present-handler.ts";
import { presentService } from "./present-service.ts";
import { type Admin, param, type Route, type Visit } from "./route.ts";
import { HandlerList, HandlerMetadata, ServiceList, ServiceMetadata } from "./shapes.ts";

const list: Route = {
  method: "GET",
  path: "/services",
  serve: (admin) => {
    const rows = admin.port.view.scan("service", "");
    return respondJson(ServiceList, { services: rows.map(({ value }) => present(admin, value)) });
  },
};

const show: Route = {
  method: "GET",
  path: "/services/:service",
  serve: (admin, visit) =>
    Effect.flatMap(findService(admin, visit), (service) =>
      respondJson(ServiceMetadata, present(admin, service)),
    ),
};

const handlers: Route = {
  method: "GET",
  path: "/services/:service/handlers",
  serve: (admin, visit) =>
    Effect.flatMap(findService(admin, visit), (service) =>
      respondJson(HandlerList, { handlers: present(admin, service).handlers }),
    ),
};

const handler: Route = {
  method: "GET",
  path: "/services/:service/handlers/:handler",
  serve: (admin, visit) => {
    const service = admin.port.view.get("service", "", param(visit, "service"));
    const name = param(visit, "handler");
    const found = service === undefined ? undefined : findHandler(service, name);
    if (service === undefined || found === undefined) {
      const where = `service '${param(visit, "service")}'`;
      return Effect.fail(adminError(404, `handler '${name}' of ${where} does not exist`));
    }
    return respondJson(HandlerMetadata, presentHandler(service, found, modeOf(admin, service)));
  },
};

export const SERVICE_ROUTES: readonly Route[] = [list, show, handlers, handler];

function findService(admin: Admin, visit: Visit): Effect.Effect<Service, Fault> {
  const name = param(visit, "service");
  const service = admin.port.view.get("service", "", name);
  return service === undefined
    ? Effect.fail(
        adminError(404, `service '${name}' does not exist; GET /services lists those there are`),
      )
    : Effect.succeed(service);
}

function present(admin: Admin, service: Service): ServiceMetadata {
  return presentService(service, modeOf(admin, service), admin.options.defaults);
}

function modeOf({ port }: Admin, { deploymentId }: Service) {
  return port.view.get("deployment", "", deploymentId)?.protocolMode ?? "BidiStream";
}
