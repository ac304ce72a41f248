import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Rooms whose sources can be run with changes in them. */
export type Room = "core" | "simulator";

/** Source text by path from the root of the repository. */
export type Sources = ReadonlyMap<string, string>;

/** The root of the repository, from this file or from its build. */
export const ROOT = rootFrom(dirname(fileURLToPath(import.meta.url)));

/** Every file of a room that runs: no tests, no builds. */
export function readSources(room: Room): Sources {
  const sources = new Map<string, string>();
  const folder = join(ROOT, room);
  for (const found of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = `${room}/${found.replaceAll("\\", "/")}`;
    if (!path.endsWith(".ts") || /\.(test|fixture|d)\.ts$|\/(dist|node_modules)\//.test(path)) {
      continue;
    }
    sources.set(path, readFileSync(join(ROOT, path), "utf8"));
  }
  return sources;
}

function rootFrom(folder: string): string {
  if (existsSync(join(folder, "package-lock.json"))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error("the zoo needs the sources: run it in the repository");
  return rootFrom(above);
}
