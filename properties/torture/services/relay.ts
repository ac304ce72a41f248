import * as restate from "@restatedev/restate-sdk";

import { type Answer, RELAYED_STEPS, relayed, valueOf } from "../agreed.ts";
import { counter } from "./counter.ts";
import { Steps } from "./steps.ts";
import { worker } from "./worker.ts";

/** What a relay is asked to do. */
export interface Relaying {
  readonly nonce: string;
  /** The counter that its three calls go to. */
  readonly key: string;
  readonly delayMs: number;
}

/** A service that calls an object and a service, and sends one message now and one later. */
export const relay = restate.service({
  name: "Relay",
  handlers: {
    relay: async (ctx: restate.Context, input: Relaying): Promise<Answer> => {
      const steps = new Steps(ctx, input.nonce, false);
      const nonces = relayed(input.nonce);
      await steps.run();
      const counted = await ctx.objectClient(counter, input.key).add({ nonce: nonces.called });
      const { key, delayMs } = input;
      ctx.objectSendClient(counter, key).add({ nonce: nonces.sent });
      const later = restate.rpc.sendOpts<{ nonce: string }>({ delay: delayMs });
      ctx.objectSendClient(counter, key).add({ nonce: nonces.later }, later);
      await steps.run(`count ${counted.value}`);
      const worked = await ctx.serviceClient(worker).work({
        nonce: nonces.worked,
        sleepsMs: Array.from({ length: RELAYED_STEPS }, () => 0),
        flaky: false,
        refuse: false,
      });
      await steps.run(worked.executions.join(" "));
      return steps.answer(valueOf(input.nonce), [counted, worked]);
    },
  },
});
