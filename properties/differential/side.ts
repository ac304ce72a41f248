import { setTimeout as pause } from "node:timers/promises";

import type { Contender } from "./contender.ts";
import { exactly, type Observation } from "./normalise.ts";
import type { Program } from "./program.ts";
import { type Answer, exchange, type Request } from "./request.ts";
import { brief, show } from "./show.ts";

const LOOK_AGAIN_MS = 25;
const LOOK_LIMIT_MS = 10_000;
const JSON_TYPE = ["content-type", "application/json"] as const;

/** What a scenario has of one server. It is played on both, and names its keys after itself. */
export class Side {
  readonly ingress: string;
  readonly admin: string;

  constructor({ ingress, admin }: Pick<Contender, "ingress" | "admin">) {
    this.ingress = ingress;
    this.admin = admin;
  }

  /** A request to the ingress as it stands, and the whole answer. */
  async ask(request: Request): Promise<Observation> {
    return show(await exchange(this.ingress, request));
  }

  async askAdmin(method: string, path: string, body?: unknown): Promise<Observation> {
    const headers = body === undefined ? [] : [JSON_TYPE];
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return brief(await exchange(this.admin, { method, path, headers, ...sent }));
  }

  /** Runs a program by `Int`, `IntObj/key` or `IntWf/key`; `/send` after the handler sends it. */
  post(path: string, program: Program, headers: Request["headers"] = []): Promise<Answer> {
    return exchange(this.ingress, {
      method: "POST",
      path: `/${path}`,
      headers: [JSON_TYPE, ...headers],
      body: JSON.stringify(program),
    });
  }

  async run(
    target: string,
    program: Program,
    headers: Request["headers"] = [],
  ): Promise<Observation> {
    return show(await this.post(`${target}/run`, program, headers));
  }

  /** Sends a program, and gives the id of its invocation. */
  async send(target: string, program: Program, headers: Request["headers"] = []): Promise<string> {
    const { body } = await this.post(`${target}/run/send`, program, headers);
    return (JSON.parse(body.toString()) as { readonly invocationId: string }).invocationId;
  }

  get(path: string): Promise<Observation> {
    return this.ask({ path });
  }

  /** The outcome, once there is one. */
  attach(id: string): Promise<Observation> {
    return this.await(`/restate/invocation/${id}/attach`);
  }

  /**
   * The answer to an attach that may come before or after the outcome: without the header that
   * only the second of these gets, since which it is depends on the moment.
   */
  async await(path: string): Promise<Observation> {
    const { status, headers, body } = await exchange(this.ingress, { path });
    const { "idempotency-expires": _expires, ...others } = headers;
    return show({ status, headers: others, body });
  }

  /** Asks again until the status of the answer is another. */
  async getWhile(status: number, path: string): Promise<Observation> {
    const endMs = Date.now() + LOOK_LIMIT_MS;
    for (;;) {
      const answer = await exchange(this.ingress, { path });
      if (answer.status !== status || Date.now() > endMs) return show(answer);
      await pause(LOOK_AGAIN_MS);
    }
  }

  /** What a target body names, as it is: both servers have to derive the same id. */
  async lookup(target: Readonly<Record<string, string>>): Promise<Observation> {
    const { body } = await exchange(this.ingress, {
      method: "POST",
      path: "/restate/lookup",
      headers: [JSON_TYPE],
      body: JSON.stringify(target),
    });
    return exactly(body.toString());
  }
}
