import { createHash } from "node:crypto";
import {
  type ClientRequest,
  type DeploymentId,
  failed,
  findHandler,
  type Handler,
  type HandlerOptions,
  type InvocationId,
  invocationIdFromBytes,
  type InvocationRef,
  MemoryTables,
  type Outcome,
  rejection,
  type Reply,
  type RequestPort,
  type Service,
  success,
  type TargetRef,
} from "@holdfast/core";

/** A service as a table of vectors names it. */
export interface ServiceEntry {
  readonly name: string;
  readonly type: Service["type"];
  readonly private?: boolean;
  readonly handlers: readonly {
    readonly name: string;
    readonly type: Handler["type"];
    readonly private?: boolean;
  }[];
}

type Invoking = Extract<ClientRequest, { readonly _tag: "Call" | "Send" }>;

interface Known {
  readonly outcome: Outcome | null;
  readonly contentType: string | null;
  readonly startAtMs: number | null;
}

const RETAINED_UNTIL_MS = Date.UTC(2030, 0, 2, 3, 4, 5, 678);
const NOW_MS = Date.UTC(2030, 0, 1);
const JSON_TYPE = "application/json";

/**
 * Stands in for the engine: knows some services and what their handlers answer, remembers what
 * idempotency and workflow keys ask it to remember, and replies at once.
 */
export class FakePort implements RequestPort {
  readonly view = new MemoryTables();
  readonly asked: ClientRequest[] = [];
  private readonly known = new Map<InvocationId, Known>();

  constructor(services: readonly ServiceEntry[]) {
    for (const entry of services) {
      const value = serviceOf(entry);
      this.view.change({ table: "service", group: "", item: entry.name, value });
    }
  }

  readonly request = (body: ClientRequest, onReply: (reply: Reply) => void): (() => void) => {
    this.asked.push(body);
    onReply(this.reply(body));
    return () => undefined;
  };

  private reply(body: ClientRequest): Reply {
    switch (body._tag) {
      case "Call":
      case "Send":
        return this.invoke(body);
      case "Attach":
      case "Output":
        return this.read(refId(body.ref));
      case "Lookup":
        return { _tag: "Identified", id: refId(body.ref) };
      case "CompleteAwakeable":
        return { _tag: "Done" };
      default:
        return rejection(500, `${body._tag} was not expected`);
    }
  }

  private invoke(body: Invoking): Reply {
    const id = this.idOf(body);
    const before = this.known.get(id);
    const delayMs = body._tag === "Send" ? body.delayMs : null;
    const startAtMs = before?.startAtMs ?? (delayMs === null ? null : NOW_MS + delayMs);
    const now = before ?? { ...work(body, startAtMs !== null), startAtMs };
    this.known.set(id, now);
    if (body._tag === "Send") {
      const status = before === undefined ? "Accepted" : "PreviouslyAccepted";
      return { _tag: "Accepted", id, startAtMs, status };
    }
    if (before !== undefined && this.isRun(body.target)) {
      const outcome = failed(409, "the workflow method was already invoked");
      return { _tag: "Completed", id, outcome, contentType: null, expiresAtMs: null };
    }
    return completed(id, now, before === undefined ? null : RETAINED_UNTIL_MS);
  }

  private read(id: InvocationId): Reply {
    const known = this.known.get(id);
    return known === undefined ? { _tag: "NotFound", id } : completed(id, known, RETAINED_UNTIL_MS);
  }

  private idOf({ target, idempotencyKey }: Invoking): InvocationId {
    if (this.isRun(target)) return makeId("workflow", target.service, target.key ?? "");
    return idempotencyKey === null
      ? makeId("random", String(this.known.size))
      : refId({ _tag: "Idempotent", target, idempotencyKey });
  }

  private isRun(target: TargetRef): boolean {
    const service = this.view.get("service", "", target.service);
    return service !== undefined && findHandler(service, target.handler)?.type === "Workflow";
  }
}

function completed(id: InvocationId, known: Known, expiresAtMs: number | null): Reply {
  const { outcome, contentType } = known;
  if (outcome === null) return { _tag: "InFlight", id };
  return { _tag: "Completed", id, outcome, contentType, expiresAtMs };
}

/** What the handlers of the vectors do, by name. */
function work(body: Invoking, delayed: boolean): Omit<Known, "startAtMs"> {
  const text = Buffer.from(body.body).toString();
  if (delayed || text === '"wait"') return { outcome: null, contentType: null };
  const json = (value: unknown) => ({
    outcome: success(Buffer.from(JSON.stringify(value))),
    contentType: JSON_TYPE,
  });
  switch (body.target.handler) {
    case "echo":
      return json(text === "" ? null : JSON.parse(text));
    case "headers":
      return json(body.headers.map(({ key, value }) => [key, value]));
    case "raw":
      return {
        outcome: success(body.body),
        contentType: text === "" ? null : "application/octet-stream",
      };
    case "nothing":
      return { outcome: success(new Uint8Array(0)), contentType: null };
    case "fail": {
      const metadata = [{ key: "reason", value: "tea" }];
      const failure = { code: 418, message: "no way", metadata };
      return { outcome: { _tag: "Failure", failure }, contentType: null };
    }
    case "failcode":
      return { outcome: failed(Number(text), `code ${text}`), contentType: null };
    case "key":
    case "run":
      return json(body.target.key);
    case "send":
      return json("handler named send");
    case "signal":
      return json("ok");
    default:
      return json("x");
  }
}

export function makeId(...parts: readonly string[]): InvocationId {
  const bytes = createHash("sha256").update(parts.join("\0")).digest().subarray(0, 24);
  const id = invocationIdFromBytes(bytes);
  if (id === null) throw new Error("24 bytes are an id");
  return id;
}

function refId(ref: InvocationRef): InvocationId {
  switch (ref._tag) {
    case "Id":
      return ref.id;
    case "Idempotent": {
      const { service, key, handler } = ref.target;
      return makeId("idempotent", service, key ?? "", handler, ref.idempotencyKey);
    }
    case "Workflow":
      return makeId("workflow", ref.name, ref.key);
    default:
      return ref satisfies never;
  }
}

function serviceOf(entry: ServiceEntry): Service {
  return {
    name: entry.name,
    type: entry.type,
    options: optionsOf(entry.private ?? null),
    documentation: null,
    metadata: {},
    revision: 1,
    deploymentId: "dp_fake" as DeploymentId,
    handlers: entry.handlers.map((handler) => ({
      name: handler.name,
      type: handler.type,
      input: { required: false, contentType: "*/*", jsonSchema: null },
      output: { contentType: JSON_TYPE, setContentTypeIfEmpty: false, jsonSchema: null },
      options: optionsOf(handler.private ?? null),
      documentation: null,
      metadata: {},
    })),
  };
}

function optionsOf(ingressPrivate: boolean | null): HandlerOptions {
  return {
    inactivityTimeoutMs: null,
    abortTimeoutMs: null,
    journalRetentionMs: null,
    idempotencyRetentionMs: null,
    workflowCompletionRetentionMs: null,
    enableLazyState: null,
    ingressPrivate,
    retryPolicy: {
      initialIntervalMs: null,
      exponentiationFactor: null,
      maxIntervalMs: null,
      maxAttempts: null,
      onMaxAttempts: null,
    },
  };
}
