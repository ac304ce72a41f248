import { Command, ValidationError } from "@effect/cli";
import { NodeContext, NodeRuntime } from "@effect/platform-node";
import { Cause, Effect, Exit } from "effect";
import { VERSION } from "../host/index.ts";
import { checkTrace } from "./check-trace.ts";
import { crashPoints } from "./crash-points.ts";
import { exhaustive } from "./exhaustive.ts";
import { optionsFirst } from "./options-first.ts";
import { page } from "./page/page.ts";
import { replay } from "./replay.ts";
import { report } from "./report.ts";
import { serve } from "./serve.ts";
import { simulate } from "./simulate.ts";
import { Unusable } from "./unusable.ts";

/** What the command line means cannot be done; 1 is for what was tried and did not hold. */
const USAGE = 2;

const holdfast = Command.make("holdfast").pipe(
  Command.withDescription("Durable execution, compatible with Restate's SDKs"),
  Command.withSubcommands([serve, checkTrace, simulate, replay, crashPoints, exhaustive, page]),
);

const run = Command.run(holdfast, { name: "Holdfast", version: VERSION, executable: "holdfast" });

NodeRuntime.runMain(
  run(optionsFirst(process.argv)).pipe(
    Effect.tapErrorCause(report),
    Effect.provide(NodeContext.layer),
  ),
  {
    disableErrorReporting: true,
    disablePrettyLogger: true,
    teardown: (exit, onExit) => {
      if (Exit.isSuccess(exit)) return onExit(0);
      if (Cause.isInterruptedOnly(exit.cause)) return onExit(130);
      const error = Cause.squash(exit.cause);
      const isUsage = error instanceof Unusable || ValidationError.isValidationError(error);
      onExit(isUsage ? USAGE : 1);
    },
  },
);
