import { Options } from "@effect/cli";
import { faultsNamed } from "@holdfast/simulator";
import { problemOf } from "./problem-of.ts";

/** `--faults NAME[,NAME]`; what is no fault is refused with the list of those that are. */
export const faultsOption = Options.text("faults").pipe(
  Options.withDescription("Lets only these faults strike, such as engine-crash,lost-batch"),
  Options.mapTryCatch((text) => faultsNamed(text.split(",").map((name) => name.trim())), problemOf),
);
