import { writeFileSync } from "node:fs";
import { Options } from "@effect/cli";
import { runPage } from "@holdfast/simulator/page";
import type { Recorded } from "@holdfast/simulator/page";
import { bundleScript } from "./bundle-script.ts";

/** `--html FILE`, of every command that runs one world. */
export const htmlOption = Options.text("html").pipe(
  Options.withDescription("Writes a page that shows the world step by step to this file"),
  Options.optional,
);

/** Writes the page of a world that was run. */
export async function writePage(path: string, { title, recording }: Recorded): Promise<void> {
  writeFileSync(path, runPage(title, recording, await bundleScript("show")));
}
