import { describe, expect, it } from "vitest";
import { wrongImports } from "./import-directions.ts";
import { readManifests } from "./manifests.ts";
import { ROOMS } from "./rooms.ts";
import { projectFiles, projectPaths } from "./tree.ts";

const manifests = readManifests();

function messages(path: string, text: string): string[] {
  return wrongImports({ path, text }, manifests).map((finding) => finding.message);
}

describe("import directions", () => {
  it("hold in every room", () => {
    const files = projectFiles(".ts", ".mts", ".mjs").filter((file) => /^\w/.test(file.path));
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => wrongImports(file, manifests))).toEqual([]);
  });

  it("are written down for every room", () => {
    const rooms = projectPaths()
      .filter((path) => /^\w+\//.test(path))
      .map((path) => path.split("/")[0]);
    expect(new Set(rooms)).toEqual(new Set(Object.keys(ROOMS)));
  });

  it.each([
    ["spec/a.ts", `import "@holdfast/core";`],
    ["core/engine/a.ts", `import "@holdfast/sdk";`],
    ["core/engine/a.ts", `import "effect";`],
    ["core/engine/a.ts", `import { readFileSync } from "node:fs";`],
    ["core/engine/a.ts", `export * from "../../sdk/index.ts";`],
    ["core/engine/a.ts", `type T = import("node:http").Server;`],
    ["core/engine/a.ts", `const load = () => import("node:fs");`],
    ["core/engine/a.ts", `const load = (name: string) => import(name);`],
    ["core/ids/a.ts", `import type { Engine } from "../engine/index.ts";`],
    ["core/new/a.ts", `import { x } from "../ids/index.ts";`],
    ["sdk/machine/a.ts", `import "holdfast";`],
    ["sdk/machine/a.ts", `import "node:http2";`],
    ["sdk/machine/a.ts", `import "lodash";`],
    ["adapters/storage/a.ts", `import "../ingress/index.ts";`],
    ["adapters/host/a.ts", `import "@holdfast/simulator";`],
    ["adapters/host/a.ts", `import "@holdfast/core/engine/engine.ts";`],
    ["adapters/host/a.ts", `import "not-declared";`],
    ["simulator/a.ts", `import "holdfast";`],
    ["simulator/a.ts", `import "node:fs";`],
    ["simulator/a.ts", `const fs = require("node:fs");`],
    ["docs/examples/embed/a.ts", `import "../../../core/index.ts";`],
    ["docs/examples/embed/a.ts", `import "../typescript/src/main.ts";`],
    ["docs/examples/embed/a.ts", `import "@holdfast/properties";`],
    ["properties/a.ts", `import "../core/index.ts";`],
  ])("refuse in %s: %s", (path, text) => {
    expect(messages(path, text)).toHaveLength(1);
  });

  it.each([
    ["core/engine/a.ts", `import { x } from "../partition/index.ts"; // not from "effect"`],
    ["core/engine/a.test.ts", `import { it } from "vitest"; import "node:fs";`],
    ["core/index.ts", `export * from "./engine/index.ts";`],
    ["sdk/endpoint/a.ts", `import "@holdfast/core"; import "node:http2"; import "effect";`],
    [
      "adapters/host/a.ts",
      `import "../storage/index.ts"; import "node:fs"; import "effect/Layer";`,
    ],
    ["adapters/cli/a.ts", `import "@holdfast/simulator"; import "../host/index.ts";`],
    ["simulator/cli.ts", `import "@holdfast/core"; import "@holdfast/sdk"; import "node:fs";`],
    ["docs/examples/embed/src/a.ts", `import "@holdfast/core"; import "./b.ts";`],
    ["properties/wire/a.ts", `import "@holdfast/core"; import fc from "fast-check";`],
  ])("allow in %s: %s", (path, text) => {
    expect(messages(path, text)).toEqual([]);
  });
});
