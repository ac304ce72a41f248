import {
  type Combinator,
  type Command,
  type Future,
  MessageType,
  type Notification,
  type NotificationResult,
  VOID,
} from "@holdfast/core";
import { describe, expect, it } from "vitest";
import { type Context, encodeJson, type Exchange } from "../index.ts";
import { completion, exchangeWith, give, NOW_MS, open } from "./exchange.fixture.ts";

const SLEEP: Command = {
  _tag: "SleepCommand",
  wakeUpTimeMs: NOW_MS,
  resultCompletionId: 1,
  name: "",
};

function fut(combinator: Combinator, completions: number[], nested: Future[] = []): Future {
  return {
    waitingCompletions: completions,
    waitingSignals: [],
    waitingNamedSignals: [],
    nested,
    combinator,
  };
}

function signalled(name: string, result: NotificationResult): Notification {
  const id = { _tag: "NamedSignal", name } as const;
  return { _tag: "Notification", type: MessageType.SignalNotification, id, result };
}

describe("a handler on version 7 that awaits several things together", () => {
  const any = fut("FirstSucceededOrAllFailed", [2, 3]);
  const sleepAwaited = async (exchange: Exchange) => {
    exchange.closeInput();
    return give(exchange);
  };

  it("is suspended on how they decide it", async () => {
    const exchange = exchangeWith(
      async (ctx) =>
        ctx.race([ctx.sleep(9), ctx.any([ctx.sleep(1), ctx.sleep(2)]), ctx.signal("stop")]),
      undefined,
      7,
    );
    const sent = await open(exchange, 0);
    expect(sent.at(-1)).toMatchObject({ _tag: "AwaitingOn", executingSideEffects: false });
    const race = { ...fut("FirstCompleted", [1], [any]), waitingNamedSignals: ["stop"] };
    expect(await sleepAwaited(exchange)).toEqual([
      {
        _tag: "Suspension",
        waitingOn: {
          _tag: "Future",
          future: { ...fut("FirstCompleted", [], [race]), waitingSignals: [1] },
        },
      },
    ]);
  });

  it("is suspended on what is still open of them, and gets what they come to", async () => {
    const handler = async (ctx: Context) => {
      const both = await ctx.all([ctx.sleep(1), ctx.signal<number>("n")]);
      const settled = await ctx.allSettled([ctx.signal<number>("n"), ctx.signal("bad")]);
      return [both[1], settled.map(({ status }) => status)];
    };
    const exchange = exchangeWith(handler, undefined, 7);
    const slept = completion(1, MessageType.SleepNotification, VOID);
    await open(exchange, 0, SLEEP, slept);
    const waiting = await sleepAwaited(exchange);
    const named = { ...fut("AllSucceededOrFirstFailed", []), waitingNamedSignals: ["n"] };
    expect(waiting).toMatchObject([{ waitingOn: { future: { nested: [named] } } }]);
    const sent = await open(
      exchangeWith(handler, undefined, 7),
      0,
      SLEEP,
      slept,
      signalled("n", { _tag: "Value", value: encodeJson(4) }),
      signalled("bad", { _tag: "Failure", failure: { code: 5, message: "no", metadata: [] } }),
    );
    expect(sent).toMatchObject([
      { result: { value: encodeJson([4, ["fulfilled", "rejected"]]) } },
      { _tag: "End" },
    ]);
  });

  it("is suspended on all of them where the server cannot know how, below version 7", async () => {
    const exchange = exchangeWith(async (ctx) => ctx.all([ctx.sleep(1), ctx.sleep(2)]));
    await open(exchange, 0);
    const waitingOn = { _tag: "AnyOf", completions: [1, 2], signals: [1], namedSignals: [] };
    expect(await sleepAwaited(exchange)).toEqual([{ _tag: "Suspension", waitingOn }]);
  });
});
