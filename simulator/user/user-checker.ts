import {
  type Change,
  decodeUtf8,
  type Event,
  keyPartition,
  objectKey,
  type Outcome,
  stateKeyBytes,
} from "@holdfast/core";
import { decodeJson } from "@holdfast/sdk";
import {
  broken,
  type Checker,
  ClaimBroken,
  type NodeView,
  type RestView,
} from "../checkers/checker.ts";
import { JOURNAL_MISMATCH } from "../checkers/replay.ts";
import type { Operation } from "../workload/operation.ts";
import type { World } from "../world.ts";
import { describeInvocation } from "./describe-invocation.ts";
import type { CallResult, EndOfWorld } from "./end-of-world.ts";
import type { ClientCall, Workload } from "./workload.ts";

/** Watches a user's handlers, and at the end does the user's own check. */
export class UserChecker implements Checker {
  readonly claim = "your check";
  private readonly world: World;
  private readonly workload: Workload;
  private readonly calls: ReadonlyMap<Operation, ClientCall>;
  private readonly outcomes = new Map<string, Outcome>();

  constructor(world: World, workload: Workload, calls: ReadonlyMap<Operation, ClientCall>) {
    this.world = world;
    this.workload = workload;
    this.calls = calls;
  }

  transition({ ahead }: NodeView, event: Event): void {
    if (event._tag !== "AttemptFailed" || event.failure.code !== JOURNAL_MISMATCH) return;
    const invocation = ahead.get("invocation", event.id, "");
    const who = invocation === undefined ? event.id : describeInvocation(invocation);
    broken("your handler", `${who} did something else than before: ${event.failure.message}`);
  }

  durable(_: NodeView, changes: readonly Change[]): void {
    for (const { table, group, value } of changes) {
      if (table !== "invocation" || value?.status._tag !== "Completed") continue;
      this.outcomes.set(group, value.status.outcome);
    }
  }

  atRest({ nodes }: RestView): void {
    const { check } = this.workload;
    if (check === undefined) return;
    const end: EndOfWorld = {
      results: [...this.calls].map(([operation, call]) => this.resultOf(operation, call)),
      state: (service, key) => stateOf(this.world, nodes, service, key),
      assert: (condition, message) => {
        if (!condition) broken(this.claim, message);
      },
    };
    let returned: unknown;
    try {
      returned = check(end);
    } catch (error) {
      if (error instanceof ClaimBroken) throw error;
      broken(this.claim, error instanceof Error ? error.message : String(error));
    }
    if (typeof returned !== "object" || returned === null || !("then" in returned)) return;
    broken(this.claim, "it is asynchronous; the world is at rest, there is nothing to wait for");
  }

  private resultOf({ expectedId, reply }: Operation, call: ClientCall): CallResult {
    if (reply?._tag === "Rejected") {
      return { call, _tag: "Refused", code: reply.code, message: reply.message };
    }
    const outcome =
      reply?._tag === "Completed" ? reply.outcome : this.outcomes.get(expectedId ?? "");
    if (outcome === undefined) {
      return { call, _tag: "Refused", code: 0, message: "it came to no end" };
    }
    if (outcome._tag === "Success") {
      return { call, _tag: "Success", value: decodeJson(outcome.value) };
    }
    const { code, message } = outcome.failure;
    return { call, _tag: "Failure", code, message };
  }
}

function stateOf(
  { settings }: World,
  nodes: readonly NodeView[],
  service: string,
  key: string,
): Readonly<Record<string, unknown>> {
  const group = objectKey(keyPartition(settings.config.hashes, key), service, key);
  const rows = nodes.flatMap(({ durable }) => durable.scan("state", group));
  return Object.fromEntries(
    rows.map(({ item, value }) => [decodeUtf8(stateKeyBytes(item)), decodeJson(value)]),
  );
}
