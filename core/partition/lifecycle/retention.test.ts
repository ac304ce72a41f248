import { describe, expect, it } from "vitest";
import { DEFAULTS } from "../../engine/config.ts";
import type { Handler, HandlerOptions, Service } from "../../model/index.ts";
import { retentionOf } from "./retention.ts";

const DAY_MS = 86_400_000;

function retention(
  type: Handler["type"],
  idempotent: boolean,
  own: Partial<HandlerOptions>,
  shared: Partial<HandlerOptions> = {},
) {
  const none = {
    journalRetentionMs: null,
    idempotencyRetentionMs: null,
    workflowCompletionRetentionMs: null,
  };
  const handler = { type, options: { ...none, ...own } } as Handler;
  const service = { options: { ...none, ...shared } } as Service;
  const kept = retentionOf(DEFAULTS, service, handler, idempotent);
  return [kept.completionRetentionMs, kept.journalRetentionMs];
}

describe("retention (wire facts 5.1)", () => {
  it("is a day for everything where nothing is set", () => {
    expect(retention("Service", false, {})).toEqual([DAY_MS, DAY_MS]);
    expect(retention("Exclusive", true, {})).toEqual([DAY_MS, DAY_MS]);
    expect(retention("Workflow", false, {})).toEqual([DAY_MS, DAY_MS]);
  });

  it("is that of the journal where nothing makes repeats meet", () => {
    expect(
      retention("Shared", false, { journalRetentionMs: 5, idempotencyRetentionMs: 9 }),
    ).toEqual([5, 5]);
    expect(retention("Service", false, { journalRetentionMs: 0 })).toEqual([0, 0]);
  });

  it("is its own for an idempotent call and a workflow's run, the journal no longer", () => {
    const options = { idempotencyRetentionMs: 9, workflowCompletionRetentionMs: 7 };
    expect(retention("Service", true, options)).toEqual([9, 9]);
    expect(retention("Workflow", false, options)).toEqual([7, 7]);
    expect(retention("Workflow", false, { ...options, journalRetentionMs: 3 })).toEqual([7, 3]);
    expect(retention("Service", true, { ...options, journalRetentionMs: 0 })).toEqual([9, 0]);
  });

  it("is set by the handler before the service", () => {
    expect(
      retention("Service", false, { journalRetentionMs: 1 }, { journalRetentionMs: 2 }),
    ).toEqual([1, 1]);
    expect(retention("Service", false, {}, { journalRetentionMs: 2 })).toEqual([2, 2]);
  });
});
