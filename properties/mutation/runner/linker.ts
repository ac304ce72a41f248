import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction } from "node:vm";
import ts from "typescript";
import type { Switchboard } from "./switchboard.ts";

/** What a module gives to those that import it. */
export type Exports = Readonly<Record<string, unknown>>;

/** Why instrumented code is linked: to see what covers what, or to run mutants. */
export type Purpose = "cover" | "mutate";

/** Our packages, by name, as folders from the root of the repository. */
const ROOMS: Readonly<Record<string, string>> = {
  "@holdfast/core": "core",
  "@holdfast/sdk": "sdk",
  "@holdfast/simulator": "simulator",
  "@holdfast/spec": "spec",
};

/** The specification and what only asks it import nothing of core. */
const LASTING = /^(spec|properties\/mutation\/units\/histories\.ts)/;

const COMPILER: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2023,
  isolatedModules: true,
};

type Run = (
  exports: object,
  require: (specifier: string) => unknown,
  metaUrl: string,
  switchboard: Switchboard,
) => void;

/**
 * Runs the TypeScript of a copy of the repository in this process. Each `link` begins anew, so
 * that no mutant finds what another left in a module.
 */
export class Linker {
  private readonly root: string;
  private readonly switchboard: Switchboard;
  private readonly purpose: Purpose;
  private readonly given: Readonly<Record<string, Exports>>;
  private readonly read: (path: string) => string;
  private readonly compiled = new Map<string, Run>();
  private readonly fromNode: (specifier: string) => unknown;
  /** Modules that no mutant reaches; they are run once. */
  private readonly lasting = new Map<string, object>();

  constructor(
    root: string,
    switchboard: Switchboard,
    purpose: Purpose,
    given: Readonly<Record<string, Exports>>,
    read: (path: string) => string = (path) => readFileSync(join(root, path), "utf8"),
  ) {
    this.read = read;
    this.root = root;
    this.switchboard = switchboard;
    this.purpose = purpose;
    this.given = given;
    this.fromNode = createRequire(join(root, "properties/package.json"));
  }

  /** A fresh set of modules; the function loads one of them by its path. */
  link(): (path: string) => Exports {
    const modules = new Map<string, object>();
    const load = (path: string): object => {
      const registry = LASTING.test(path) ? this.lasting : modules;
      const known = registry.get(path);
      if (known !== undefined) return known;
      const exports = {};
      registry.set(path, exports);
      const url = pathToFileURL(join(this.root, path)).href;
      this.compile(path)(exports, (name) => give(name, path), url, this.switchboard);
      return exports;
    };
    const give = (name: string, from: string): unknown => {
      if (name.startsWith(".")) return load(posix.join(dirname(from), name));
      const room = ROOMS[name];
      if (room !== undefined) return load(`${room}/index.ts`);
      return this.given[name] ?? this.fromNode(name);
    };
    return (path) => load(path) as Exports;
  }

  private compile(path: string): Run {
    const known = this.compiled.get(path);
    if (known !== undefined) return known;
    const text = rewire(this.read(path), this.purpose);
    const { outputText, diagnostics } = ts.transpileModule(text, {
      compilerOptions: COMPILER,
      fileName: path,
      reportDiagnostics: true,
    });
    const [problem] = diagnostics ?? [];
    if (problem !== undefined) {
      throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
    }
    const run = compileFunction(outputText, ["exports", "require", "$url", "$mutants"], {
      filename: path,
    }) as Run;
    this.compiled.set(path, run);
    return run;
  }
}

/**
 * Has instrumented code ask our switchboard, by number and inline, and not Stryker's global by
 * text: a mutant then costs next to nothing where it is not active.
 */
function rewire(text: string, purpose: Purpose): string {
  return text
    .replaceAll("import.meta.url", "$url")
    .replaceAll(/stryMutAct_9fa48\("(\d+)"\)/g, "($mutants.active === $1 && $mutants.hit())")
    .replaceAll(/stryCov_9fa48\(((?:"\d+"(?:,\s*)?)+)\)/g, (_, mutants: string) =>
      purpose === "cover" ? `$mutants.cover(${mutants.replaceAll('"', "")})` : "0",
    );
}
