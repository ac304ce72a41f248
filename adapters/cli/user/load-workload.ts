import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { ServiceDefinition } from "@holdfast/sdk";
import { type UserFile, WorkloadError, type WorkloadSource } from "@holdfast/simulator";
import { register } from "tsx/esm/api";

/**
 * Loads a file with a workload: JavaScript, or TypeScript without a build step.
 * Fails with a WorkloadError that says what is missing.
 */
export async function loadWorkload(path: string): Promise<UserFile> {
  const file = resolve(path);
  if (!existsSync(file)) throw new WorkloadError(`there is no file ${path}`);
  const exported = await importOf(file, path);
  const workload = exported["workload"] ?? exported["default"];
  const isSource = typeof workload === "function" || (isObject(workload) && "calls" in workload);
  if (!isSource) {
    throw new WorkloadError(
      `${path} does not export a workload; write: export const workload = defineWorkload({ ... }), ` +
        `with defineWorkload of @holdfast/simulator`,
    );
  }
  const services = new Set(Object.values(exported).filter(isService));
  return { services: [...services], workload: workload as WorkloadSource };
}

async function importOf(file: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  const unregister = register();
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new WorkloadError(`${path} cannot be loaded: ${reason}`);
  } finally {
    await unregister();
    await quiet();
  }
}

/** What the loader leaves for later: it writes what it has compiled to a cache, and tidies that. */
const LEFT_FOR_LATER = /^(?:FSReq|Immediate)/;

/**
 * Waits until the loader is done. While a handler is at work, what the loader asks of clock and
 * chance would be taken for the handler's, and the world would be another one.
 */
async function quiet(): Promise<void> {
  do await setTimeout(0);
  while (process.getActiveResourcesInfo().some((kind) => LEFT_FOR_LATER.test(kind)));
}

function isService(value: unknown): value is ServiceDefinition {
  return isObject(value) && value["handlers"] instanceof Map && typeof value["name"] === "string";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
