import { writeFileSync } from "node:fs";
import { Args, Command } from "@effect/cli";
import { livePage } from "@holdfast/simulator/page";
import { Console, Effect } from "effect";
import { unlessUnusable } from "../unusable.ts";
import { bundleScript } from "./bundle-script.ts";

const file = Args.text({ name: "file" }).pipe(
  Args.withDescription("The file to write"),
  Args.withDefault("holdfast-simulator.html"),
);

/** `holdfast page`: the simulator itself as a page, to run worlds in a browser. */
export const page = Command.make("page", { file }, ({ file }) =>
  Effect.gen(function* () {
    yield* unlessUnusable(async () => writeFileSync(file, livePage(await bundleScript("live"))));
    yield* Console.log(`open ${file} in a browser`);
  }),
).pipe(Command.withDescription("Write a page on which simulated worlds run live"));
