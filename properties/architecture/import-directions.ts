import { posix } from "node:path";
import { COMPUTED, importsOf } from "./imports.ts";
import type { Manifests } from "./manifests.ts";
import {
  ADAPTER_THAT_SIMULATES,
  ADAPTERS_THAT_SEE_ALL,
  COMPUTED_IMPORTS,
  CORE_FLOORS,
  CORE_READ_BY_ALL,
  ROOMS,
  SIMULATING,
  TEST_PACKAGES,
} from "./rooms.ts";
import { type Finding, isTestFile, type TextFile } from "./tree.ts";

/** Checks each import of a file against the table of rooms; returns what the table refuses. */
export function wrongImports(file: TextFile, manifests: Manifests): Finding[] {
  return importsOf(file).flatMap(({ specifier, line }) => {
    const reason = whyRefused(file.path, specifier, manifests);
    return reason === null ? [] : [{ path: `${file.path}:${line}`, message: reason }];
  });
}

function whyRefused(path: string, specifier: string, manifests: Manifests): string | null {
  if (specifier === COMPUTED) {
    return path in COMPUTED_IMPORTS
      ? null
      : "imports a module whose name is computed; write it down";
  }
  if (specifier.startsWith(".")) return relativeRefused(path, specifier);
  if (specifier.startsWith("node:")) return nodeRefused(path);
  return packageRefused(path, specifier, manifests);
}

function relativeRefused(path: string, specifier: string): string | null {
  const target = posix.join(posix.dirname(path), specifier);
  const home = homeOf(path);
  if (!target.startsWith(`${home}/`)) {
    return `leaves ${home}/ by ${specifier}; import other rooms by the name of their package`;
  }
  const [room, from] = path.split("/");
  const to = target.split("/")[1];
  if (from === undefined || to === undefined || from === to) return null;
  if (room === "adapters") return adapterRefused(path, from, to);
  if (room === "core" && !CORE_READ_BY_ALL.includes(target)) return floorRefused(path, from, to);
  return null;
}

/** The folder that relative imports stay in: the room, or one example of the documentation. */
function homeOf(path: string): string {
  const parts = path.split("/");
  return parts.slice(0, parts[0] === "docs" ? 3 : 1).join("/");
}

function adapterRefused(path: string, from: string, to: string): string | null {
  const isDoor = path.split("/").length === 2;
  if (isDoor || ADAPTERS_THAT_SEE_ALL.includes(from)) return null;
  return `adapters/${from} imports adapters/${to}; only ${ADAPTERS_THAT_SEE_ALL.join(" and ")} may`;
}

function floorRefused(path: string, from: string, to: string): string | null {
  const isDoor = path.split("/").length === 2;
  if (isDoor || isTest(path)) return null;
  const [fromFloor, toFloor] = [CORE_FLOORS.indexOf(from), CORE_FLOORS.indexOf(to)];
  if (fromFloor === -1 || toFloor === -1) {
    return `core/${fromFloor === -1 ? from : to} has no floor; give it one in rooms.ts`;
  }
  return toFloor < fromFloor ? null : `core/${from} imports core/${to}, which is not below it`;
}

function nodeRefused(path: string): string | null {
  if (isTest(path)) return null;
  const allowed = ROOMS[roomOf(path)]?.node ?? false;
  return allowed && allowed.test(path) ? null : `imports a module of Node, which this room may not`;
}

function packageRefused(path: string, specifier: string, manifests: Manifests): string | null {
  const room = ROOMS[roomOf(path)];
  if (!room) return null;
  const name = packageName(specifier);
  const ours = manifests.ours[name];
  if (ours) {
    const simulates = path.startsWith(`adapters/${ADAPTER_THAT_SIMULATES}/`);
    const allowed = room.ours.includes(name) || (simulates && SIMULATING.includes(name));
    if (!allowed) return `imports ${name}, which this room may not`;
    const door = `.${specifier.slice(name.length)}`;
    return ours.doors.includes(door) ? null : `imports ${specifier}, which ${name} does not export`;
  }
  if (isTest(path) && TEST_PACKAGES.includes(name)) return null;
  const allowed = room.npm === "declared" ? manifests.declaredFor(path) : room.npm;
  return allowed.includes(name)
    ? null
    : `imports ${name}, which this room may not or does not declare`;
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function roomOf(path: string): string {
  return path.split("/")[0] ?? "";
}

/** Whether a file may use what tests use: fixtures and everything in properties/ may too. */
function isTest(path: string): boolean {
  return isTestFile(path) || path.startsWith("properties/");
}
