import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import type * as restate from "@restatedev/restate-sdk";

import type { Answer } from "../agreed.ts";
import { NO_EXECUTION } from "../ledger.ts";
import { append } from "./service-ledger.ts";

/** Longest time one execution of a run takes, so that kills hit the middle of some. */
const MAX_RUN_MS = 12;
/** Executions in a hundred that fail after their effect, where the plan asks for a flaky one. */
const FLAKY_PERCENT = 30;

let attempts = 0;

/** One attempt's walk through the steps of a handler; every step leaves a line in the ledger. */
export class Steps {
  readonly #ctx: restate.Context;
  readonly #nonce: string;
  readonly #attempt: string;
  readonly #flaky: boolean;
  readonly #executions: string[] = [];

  constructor(ctx: restate.Context, nonce: string, flaky: boolean) {
    this.#ctx = ctx;
    this.#nonce = nonce;
    this.#flaky = flaky;
    this.#attempt = `${process.pid}.${++attempts}`;
    append({ _tag: "Entered", nonce, attempt: this.#attempt, atMs: Date.now() });
  }

  /** One `run`; `seen` is what the handler learnt, other than from runs, since the last one. */
  async run(seen = ""): Promise<void> {
    const step = this.#executions.length + 1;
    const previous = this.#executions.at(-1) ?? NO_EXECUTION;
    const execution = await this.#ctx.run(`step ${step}`, async () => {
      const made = randomUUID();
      const who = { nonce: this.#nonce, attempt: this.#attempt };
      append({ _tag: "Ran", ...who, step, execution: made, previous, seen });
      await pause(randomInt(MAX_RUN_MS + 1));
      if (this.#flaky && randomInt(100) < FLAKY_PERCENT) throw new Error(`step ${step} is flaky`);
      return made;
    });
    this.#executions.push(execution);
  }

  /** Says that every step so far has been seen stored; the last thing before a handler ends. */
  leave(): void {
    const previous = this.#executions.at(-1) ?? NO_EXECUTION;
    append({ _tag: "Left", nonce: this.#nonce, attempt: this.#attempt, previous });
  }

  answer(value: string, children: readonly Answer[] = []): Answer {
    this.leave();
    return { nonce: this.#nonce, executions: this.#executions, value, children };
  }
}
