import type { ValueOrFailure } from "@holdfast/core";
import type { Machine } from "../machine.ts";

/** Ends the invocation with a value or a terminal failure; what is stored already stays. */
export function output(machine: Machine, result: ValueOrFailure): void {
  machine.issue({ _tag: "OutputCommand", result, name: "" });
  machine.control({ _tag: "End" });
  machine.close("Ended");
}
