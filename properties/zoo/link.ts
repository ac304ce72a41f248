import { dirname, posix } from "node:path";
import { compileFunction } from "node:vm";
import * as core from "@holdfast/core";
import * as sdk from "@holdfast/sdk";
import * as spec from "@holdfast/spec";
import ts from "typescript";
import type { Room, Sources } from "./sources.ts";

/** What a module gives to those that import it. */
export type Exports = Readonly<Record<string, unknown>>;

/** What linked rooms import from others: the real thing. */
const PACKAGES: Readonly<Record<string, Exports>> = {
  "@holdfast/core": core,
  "@holdfast/sdk": sdk,
  "@holdfast/spec": spec,
};

const COMPILER: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2023,
  isolatedModules: true,
};

type Run = (exports: object, require: (specifier: string) => unknown) => void;

/** Compiled texts: many bugs share all files but one. */
const compiled = new Map<string, Run>();

/** Compiles the sources of a room in memory and runs its door, `index.ts`. */
export function link(room: Room, sources: Sources): Exports {
  const modules = new Map<string, object>();
  const load = (path: string): object => {
    const known = modules.get(path);
    if (known !== undefined) return known;
    const text = sources.get(path);
    if (text === undefined) throw new Error(`${path} is imported, but is no source of ${room}`);
    const exports = {};
    modules.set(path, exports);
    compile(path, text)(exports, (specifier) => {
      if (specifier.startsWith(".")) return load(posix.join(dirname(path), specifier));
      const found = PACKAGES[specifier];
      if (found === undefined) throw new Error(`${path} imports ${specifier}, which is not linked`);
      return found;
    });
    return exports;
  };
  return load(`${room}/index.ts`) as Exports;
}

function compile(path: string, text: string): Run {
  const name = `${path}\n${text}`;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: COMPILER,
    fileName: path,
    reportDiagnostics: true,
  });
  const [problem] = diagnostics ?? [];
  if (problem !== undefined) {
    throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`);
  }
  const run = compileFunction(outputText, ["exports", "require"], { filename: path }) as Run;
  compiled.set(name, run);
  return run;
}
