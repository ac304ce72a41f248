import { type Context, service, TerminalError } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** The third of three steps fails for good: the two before it are undone, the last first. */
export const saga: Scenario = {
  name: "saga",
  says: "a handler books two things, is refused the third, and undoes the two in reverse order",
  services: (stage) => [
    service({
      name: "Trip",
      handlers: {
        book: async (ctx: Context) => {
          const undo: string[] = [];
          const done: string[] = [];
          try {
            for (const what of ["flight", "hotel", "car"]) {
              const request = { service: "Booking", handler: "book", input: what };
              await ctx.call(request);
              undo.unshift(what);
            }
          } catch (error) {
            if (!(error instanceof TerminalError)) throw error;
            for (const what of undo) done.push(await stage.act(ctx, `cancel ${what}`));
            return `${error.message}; ${done.join(", ")}`;
          }
          return "booked";
        },
      },
    }),
    service({
      name: "Booking",
      handlers: {
        book: async (ctx: Context, what: string) => {
          if (what === "car") throw new TerminalError("no car", { code: 404 });
          return stage.act(ctx, `book ${what}`);
        },
      },
    }),
  ],
  clients: {
    *traveller(client) {
      yield* client.call("Trip/book");
    },
  },
  ends: [
    "traveller: no car; cancel hotel, cancel flight",
    "did: book flight, book hotel, cancel flight, cancel hotel",
  ],
  reaches: ["called", "completed with failure"],
};
