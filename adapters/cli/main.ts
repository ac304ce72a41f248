import { Command } from "@effect/cli";
import { NodeContext, NodeRuntime } from "@effect/platform-node";
import { Effect } from "effect";
import { VERSION } from "../host/index.ts";
import { report } from "./report.ts";
import { serve } from "./serve.ts";
import { replay, simulate } from "./simulate.ts";

const holdfast = Command.make("holdfast").pipe(
  Command.withDescription("Durable execution, compatible with Restate's SDKs"),
  Command.withSubcommands([serve, simulate, replay]),
);

const run = Command.run(holdfast, { name: "Holdfast", version: VERSION, executable: "holdfast" });

NodeRuntime.runMain(
  run(process.argv).pipe(Effect.tapErrorCause(report), Effect.provide(NodeContext.layer)),
  {
    disableErrorReporting: true,
    disablePrettyLogger: true,
  },
);
