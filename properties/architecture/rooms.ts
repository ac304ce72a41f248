/** Who may import whom: the table of the architecture, in the form that import-directions.ts reads. */
export interface Room {
  /** Our own packages that it may import. */
  readonly ours: readonly string[];
  /** npm packages that it may import; "declared" means those of its own package.json. */
  readonly npm: readonly string[] | "declared";
  /** Files that may import `node:*`, or false for none. Tests always may. */
  readonly node: RegExp | false;
}

const EVERYWHERE = /^/;

/** Our packages that anybody can install, and so the only ones that documentation may use. */
const PUBLISHED = [
  "@holdfast/core",
  "@holdfast/sdk",
  "@holdfast/simulator",
  "@holdfast/spec",
  "holdfast",
];

export const ROOMS: Readonly<Record<string, Room>> = {
  spec: { ours: [], npm: [], node: false },
  core: { ours: [], npm: [], node: false },
  sdk: { ours: ["@holdfast/core"], npm: ["effect"], node: /^sdk\/(endpoint|testing)\// },
  adapters: { ours: ["@holdfast/core"], npm: "declared", node: EVERYWHERE },
  simulator: {
    ours: ["@holdfast/core", "@holdfast/sdk", "@holdfast/spec"],
    npm: [],
    node: /^simulator\/(cli|page)\b/,
  },
  properties: { ours: PUBLISHED, npm: "declared", node: EVERYWHERE },
  docs: { ours: PUBLISHED, npm: "declared", node: EVERYWHERE },
};

/** Folders of adapters/ that see the other folders, and the only one that simulates. */
export const ADAPTERS_THAT_SEE_ALL = ["host", "cli"];
export const ADAPTER_THAT_SIMULATES = "cli";
export const SIMULATING = ["@holdfast/simulator", "@holdfast/sdk", "@holdfast/spec"];

/** What every test may import besides what its room may. */
export const TEST_PACKAGES = ["vitest", "fast-check"];

/** core's folders from the ground up: each imports only itself and those before it. */
export const CORE_FLOORS = ["ids", "wire", "model", "store", "partition", "attempt", "engine"];

/**
 * Files that every floor of core may read although they stand higher: what the engine and the
 * partition both say to clients, and the text encoding that ids are hashed with.
 */
export const CORE_READ_BY_ALL = [
  "core/engine/config.ts",
  "core/engine/request.ts",
  "core/wire/utf8.ts",
];

/** Files that may load a module whose name they compute, each with the reason. */
export const COMPUTED_IMPORTS: Readonly<Record<string, string>> = {
  "adapters/cli/user/load-workload.ts": "loads the file that a user names",
  "adapters/cli/holdfast.mjs": "says how to build when the build that it loads is missing",
  "adapters/host/version.ts": "reads the package.json, which is higher above the build",
};
