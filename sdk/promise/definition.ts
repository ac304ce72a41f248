import type {
  HandlerOptions,
  HandlerType,
  RetryPolicyOverrides,
  ServiceType,
} from "@holdfast/core";
import type { Context } from "./context.ts";

/** What handlers and services may set; what is absent falls back to the next level (2.2). */
export type Options = Partial<
  Omit<HandlerOptions, "retryPolicy"> & { readonly retryPolicy: Partial<RetryPolicyOverrides> }
>;

/** A handler's code; its input and output travel as JSON. */
export type HandlerFunction = (context: Context, input: never) => unknown;

/** One handler of a service, with how it is scheduled. */
export interface HandlerDefinition {
  readonly type: HandlerType;
  readonly run: HandlerFunction;
  readonly options: Options;
}

/** A service, object or workflow, ready to be bound to an endpoint. */
export interface ServiceDefinition {
  readonly name: string;
  readonly type: ServiceType;
  readonly handlers: ReadonlyMap<string, HandlerDefinition>;
  readonly options: Options;
}

/** A handler that runs beside the others of its key, and reads state but does not write it. */
export interface SharedHandler {
  readonly _tag: "Shared";
  readonly run: HandlerFunction;
}

export function shared(run: HandlerFunction): SharedHandler {
  return { _tag: "Shared", run };
}

interface Described<H> {
  readonly name: string;
  readonly handlers: Readonly<Record<string, H>>;
  readonly options?: Options;
}

/** Handlers that know nothing of each other. */
export function service(described: Described<HandlerFunction>): ServiceDefinition {
  return define("Service", described, () => "Service");
}

/** Handlers of a key with state; one at a time for each key, but for shared ones. */
export function object(described: Described<HandlerFunction | SharedHandler>): ServiceDefinition {
  return define("VirtualObject", described, (_, isShared) => (isShared ? "Shared" : "Exclusive"));
}

/** A `run` handler that happens once for each key, and shared ones to talk to it. */
export function workflow(
  described: Described<HandlerFunction | SharedHandler> & {
    readonly handlers: { readonly run: HandlerFunction };
  },
): ServiceDefinition {
  return define("Workflow", described, (name) => (name === "run" ? "Workflow" : "Shared"));
}

function define(
  type: ServiceType,
  { name, handlers, options = {} }: Described<HandlerFunction | SharedHandler>,
  typeOf: (name: string, isShared: boolean) => HandlerType,
): ServiceDefinition {
  const defined = Object.entries(handlers).map(([handlerName, given]) => {
    const isShared = typeof given !== "function";
    const run = isShared ? given.run : given;
    return [handlerName, { type: typeOf(handlerName, isShared), run, options: {} }] as const;
  });
  return { name, type, handlers: new Map(defined), options };
}
