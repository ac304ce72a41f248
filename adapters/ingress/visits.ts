import type { ClientRequest, RequestPort } from "@holdfast/core";
import type { Answer } from "./answer.ts";
import type { BodyResult } from "./body.ts";
import { corsHeaders } from "./cors.ts";
import type { Exchange } from "./exchange.ts";
import type { Plan } from "./plan.ts";
import {
  declaredTooLong,
  stopping,
  tooMuchAtOnce,
  turnedOutTooLong,
  unwritable,
} from "./problems.ts";
import { render } from "./render.ts";
import { readHead, type RequestHead } from "./request-head.ts";
import { route } from "./route.ts";

/** One request being served: from its head to its answer, or until its client goes. */
export interface Visit {
  readonly exchange: Exchange;
  readonly head: RequestHead;
  /** Tells the engine that the client has gone; null while the engine knows nothing of it. */
  cancel: (() => void) | null;
  over: boolean;
}

/**
 * Serves requests through a port: each is routed, asked and answered here, whatever connection it
 * came by. Holds those that wait, so that a stop can wait for them and then answer the rest.
 */
export class Visits {
  private readonly port: RequestPort;
  private readonly maxBodyBytes: number;
  private readonly waiting = new Set<Visit>();
  private stopping = false;
  private onIdle: (() => void) | null = null;

  constructor(port: RequestPort, maxBodyBytes: number) {
    this.port = port;
    this.maxBodyBytes = maxBodyBytes;
  }

  begin(exchange: Exchange): Visit {
    const head = readHead(exchange.method, exchange.url, exchange.rawHeaders);
    const visit: Visit = { exchange, head, cancel: null, over: false };
    this.waiting.add(visit);
    if ((exchange.declaredBytes ?? 0) > this.maxBodyBytes) this.finish(visit, declaredTooLong());
    else if (this.stopping) this.finish(visit, stopping());
    else this.follow(visit, route(head, this.port.view));
    return visit;
  }

  /** The client has gone: nothing is written any more, and the engine is told. */
  gone(visit: Visit): void {
    if (visit.over) return;
    this.leave(visit);
    visit.cancel?.();
  }

  /** From now on nothing new is taken; `onIdle` is called once nobody waits. */
  stop(onIdle: () => void): void {
    this.stopping = true;
    this.onIdle = onIdle;
    this.checkIdle();
  }

  /** Answers all that still wait with 503. */
  dismiss(): void {
    for (const visit of this.waiting) {
      visit.cancel?.();
      this.finish(visit, stopping());
    }
  }

  private follow(visit: Visit, plan: Plan): void {
    switch (plan._tag) {
      case "Answer":
        return this.finish(visit, plan.answer);
      case "Ask":
        return this.ask(visit, plan.asked);
      case "ReadBody":
        return this.receive(visit, plan.ask);
      default:
        plan satisfies never;
    }
  }

  private receive(visit: Visit, ask: (body: Uint8Array) => Plan): void {
    visit.exchange.readBody((result) => {
      if (!visit.over) this.received(visit, result, ask);
    });
  }

  private received(visit: Visit, result: BodyResult, ask: (body: Uint8Array) => Plan): void {
    switch (result._tag) {
      case "Body":
        return this.follow(visit, ask(result.bytes));
      case "TooLong":
        return this.finish(visit, turnedOutTooLong(this.maxBodyBytes));
      case "NoRoom":
        return this.finish(visit, tooMuchAtOnce());
      default:
        result satisfies never;
    }
  }

  private ask(visit: Visit, asked: ClientRequest): void {
    const cancel = this.port.request(asked, (reply) => {
      this.finish(visit, render(asked._tag, reply));
    });
    if (!visit.over) visit.cancel = cancel;
  }

  private finish(visit: Visit, answer: Answer): void {
    if (visit.over) return;
    this.leave(visit);
    try {
      this.write(visit, answer);
    } catch (error) {
      // What a handler or deployment put into a header may be no legal header.
      this.write(visit, unwritable(error));
    }
  }

  private write({ exchange, head }: Visit, { status, headers, body, shared }: Answer): void {
    const all = shared ? [...headers, ...corsHeaders(head)] : headers;
    exchange.write(status, all, body, this.stopping);
  }

  private leave(visit: Visit): void {
    visit.over = true;
    this.waiting.delete(visit);
    if (this.stopping) this.checkIdle();
  }

  private checkIdle(): void {
    if (this.waiting.size > 0) return;
    this.onIdle?.();
    this.onIdle = null;
  }
}
