import { createRequire } from "node:module";

/** The version of this package, as its package.json has it. */
export const VERSION: string = readVersion();

function readVersion(): string {
  const require = createRequire(import.meta.url);
  // This file runs from its source folder in tests and from dist/ otherwise.
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const found = require(path) as { readonly name: string; readonly version: string };
      if (found.name === "holdfast") return found.version;
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "MODULE_NOT_FOUND")) {
        throw cause;
      }
    }
  }
  throw new Error("the package.json of holdfast is missing beside its program");
}
