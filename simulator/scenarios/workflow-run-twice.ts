import { type Context, workflow } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** The run of a workflow key happens once; whoever wants it again is refused. */
export const workflowRunTwice: Scenario = {
  name: "workflow-run-twice",
  says: "a second client runs a workflow that has been run under this key, and is refused",
  services: (stage) => [
    workflow({
      name: "Signup",
      handlers: {
        run: async (ctx: Context, name: string) => {
          await stage.act(ctx, `welcome ${name}`);
          stage.sign("welcomed");
          return `welcome, ${name}`;
        },
      },
    }),
  ],
  clients: {
    *first(client) {
      yield* client.attach(yield* client.send("Signup/ada/run", "Ada"));
    },
    *second(client) {
      yield* client.until("welcomed");
      yield* client.call("Signup/ada/run", "Eve");
    },
  },
  ends: [
    "first: welcome, Ada",
    "second: 409 the workflow method was already invoked",
    "did: welcome Ada",
  ],
  reaches: ["completed"],
};
