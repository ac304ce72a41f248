import { posix } from "node:path";
import { projectPaths, readJson } from "./tree.ts";

/** What the package.json files say about who exports and who depends on what. */
export interface Manifests {
  /** Our packages by name, with the paths that each exports ("." is the main one). */
  readonly ours: Readonly<Record<string, { readonly folder: string; readonly doors: string[] }>>;
  /** Packages that the nearest package.json above a file depends on. */
  declaredFor(path: string): string[];
}

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export function readManifests(): Manifests {
  const byFolder = new Map<string, Manifest>();
  for (const path of projectPaths()) {
    if (posix.basename(path) === "package.json") {
      byFolder.set(posix.dirname(path), readJson(path) as Manifest);
    }
  }
  const ours = [...byFolder].map(([folder, manifest]) => {
    return [manifest.name, { folder, doors: Object.keys(manifest.exports ?? {}) }] as const;
  });
  return {
    ours: Object.fromEntries(ours),
    declaredFor: (path) => dependenciesOf(nearest(byFolder, posix.dirname(path))),
  };
}

function nearest(byFolder: ReadonlyMap<string, Manifest>, folder: string): Manifest | undefined {
  const found = byFolder.get(folder);
  return found || folder === "." ? found : nearest(byFolder, posix.dirname(folder));
}

function dependenciesOf(manifest: Manifest | undefined): string[] {
  return Object.keys({
    ...manifest?.dependencies,
    ...manifest?.devDependencies,
    ...manifest?.peerDependencies,
  });
}
