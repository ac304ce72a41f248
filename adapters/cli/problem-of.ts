import { HelpDoc } from "@effect/cli";

/** What is wrong with the value of an option, as the command line shows it. */
export function problemOf(error: unknown): HelpDoc.HelpDoc {
  return HelpDoc.p(error instanceof Error ? error.message : String(error));
}
