import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Which script of the simulator's a page runs. */
export type PageScript = "show" | "live";

/** One script with all that it imports, as text that a page can hold. */
export async function bundleScript(name: PageScript): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve(`@holdfast/simulator/page/${name}`))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    minify: true,
    legalComments: "none",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`the script '${name}' came out empty`);
  return file.text;
}
