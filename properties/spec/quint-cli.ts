import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Model } from "@holdfast/spec";
import { quintPath } from "./quint-states.ts";

/** What Quint's own command said. */
interface Said {
  readonly ok: boolean;
  readonly text: string;
}

/** How much `quint run` does. */
export interface RunSize {
  readonly traces: number;
  readonly steps: number;
  /** The seed of Quint's random choices, so that the same traces come each time. */
  readonly seed: number;
}

/** Quint's command as it is installed. Only its TypeScript backend works without a network. */
const CLI = join(
  dirname(createRequire(import.meta.url).resolve("@informalsystems/quint/package.json")),
  "dist/src/cli.js",
);

/** Type-checks a module and runs its named runs; how many passed. */
export async function testQuint(model: Pick<Model, "level" | "name">): Promise<number> {
  const { ok, text } = await quint("test", model, ["--max-samples=20"]);
  const passed = /(\d+) passing/.exec(text)?.[1];
  if (!ok || passed === undefined) throw new Error(`quint test ${model.name}:\n${text}`);
  return Number(passed);
}

/** Runs a module at random, holding it to its invariant; the traces as text, one each. */
export async function runQuint(
  model: Pick<Model, "level" | "name">,
  { traces, steps, seed }: RunSize,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), `holdfast-${model.name}-`));
  try {
    const { ok, text } = await quint("run", model, [
      "--invariant=inv",
      `--max-samples=${traces}`,
      `--n-traces=${traces}`,
      `--max-steps=${steps}`,
      `--seed=${seed}`,
      "--mbt",
      `--out-itf=${join(folder, "{seq}.itf.json")}`,
    ]);
    if (!ok) throw new Error(`quint run ${model.name}:\n${text}`);
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function quint(
  command: "test" | "run",
  model: Pick<Model, "level" | "name">,
  options: readonly string[],
): Promise<Said> {
  const args = [CLI, command, "--backend=typescript", `--main=${model.name}`, ...options];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, quintPath(model)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ ok: code === 0, text }));
  });
}
