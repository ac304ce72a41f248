// Makes a clone ready: installs what is missing or out of date, then builds. Runs before start,
// test, bench and torture; when nothing has changed it costs one build check.
// `--no-build` stops after the installation. Why it exists: docs/decisions/0003-setup-script.md.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest Node that the dependencies run on, as in `engines` of package.json. */
const OLDEST_NODE = { major: 20, minor: 19 };

/** The fields of a package.json that change what an installation contains. */
const INSTALLED_FIELDS = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
  "workspaces",
  "allowScripts",
];

/** The one package that is compiled, on Nodes that better-sqlite3's ready-made binaries do not fit. */
const COMPILED = "better-sqlite3-12";
const SLOW = " (once; compiling takes a minute or two)";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stampPath = join(modules, ".holdfast-setup.json");

refuseOldNode();
install();
if (!process.argv.includes("--no-build")) build();

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) {
    return;
  }
  fail(
    `Holdfast needs Node ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer, and this is Node ` +
      `${process.versions.node} (${process.execPath}).\nInstall a newer one and run this again.`,
  );
}

/** Installs, or compiles the native package for another Node, or does nothing. */
function install() {
  const wanted = { packages: packagesFingerprint(), node: nodeFingerprint() };
  const found = existsSync(stampPath) ? readJson(stampPath) : { packages: "", node: "" };
  if (found.packages === wanted.packages && found.node === wanted.node) return;

  const compiled = isCompiledHere();
  if (found.packages !== wanted.packages) {
    const fresh = !existsSync(modules) && existsSync(join(root, "package-lock.json"));
    const scripts = compiled ? [] : ["--ignore-scripts"];
    npm([fresh ? "ci" : "install", ...scripts], `Installing packages${compiled ? SLOW : ""}`);
  }
  // A first installation is for this Node; one that was there before may be for another.
  if (compiled && !loads(COMPILED)) {
    npm(["rebuild", COMPILED], `Compiling ${COMPILED} for Node ${process.version}${SLOW}`);
    if (!loads(COMPILED)) {
      fail(
        `${COMPILED} could not be compiled. It needs Python, make and a C++ compiler; or use Node 22.14 or newer, which needs none of them.`,
      );
    }
  }
  // Read again: npm may have rewritten the lock file.
  writeFileSync(stampPath, JSON.stringify({ ...wanted, packages: packagesFingerprint() }));
}

/** Whether this Node needs the package that is compiled; see adapters/storage/sqlite.ts. */
function isCompiledHere() {
  return Number(process.versions.napi) < 10;
}

function build() {
  const compiler = join(modules, "typescript", "bin", "tsc");
  run(
    process.execPath,
    [compiler, "--build", "tsconfig.build.json"],
    "The build failed; see the errors above.",
  );
}

/** Names one set of packages: the lock file and what each package.json asks for. */
function packagesFingerprint() {
  const hash = createHash("sha256");
  const lock = join(root, "package-lock.json");
  if (existsSync(lock)) hash.update(readFileSync(lock));
  for (const folder of workspaceFolders()) {
    const manifest = readJson(join(root, folder, "package.json"));
    for (const field of INSTALLED_FIELDS) hash.update(JSON.stringify(manifest[field] ?? null));
    // npm links a command only if its file is there.
    for (const [name, file] of Object.entries(manifest.bin ?? {})) {
      hash.update(`${name} ${existsSync(join(root, folder, file))}`);
    }
  }
  return hash.digest("hex");
}

/** Names what a compiled package depends on. */
function nodeFingerprint() {
  return `${process.platform}-${process.arch}-abi${process.versions.modules}`;
}

/** The root and every workspace that exists, relative to the root. */
function workspaceFolders() {
  const folders = [""];
  for (const pattern of readJson(join(root, "package.json")).workspaces) {
    if (!pattern.endsWith("/*")) {
      folders.push(pattern);
      continue;
    }
    const parent = pattern.slice(0, -2);
    if (!existsSync(join(root, parent))) continue;
    for (const name of readdirSync(join(root, parent)).sort()) folders.push(join(parent, name));
  }
  return folders.filter((folder) => existsSync(join(root, folder, "package.json")));
}

/** Whether a compiled package loads in this Node; one that does not was compiled for another. */
function loads(name) {
  const script = `new (require("${name}"))(":memory:")`;
  return spawnSync(process.execPath, ["-e", script], { cwd: root, stdio: "ignore" }).status === 0;
}

function npm(args, what) {
  process.stdout.write(`${what}\n`);
  const options = ["--include=dev", "--loglevel=error", "--no-audit", "--no-fund"];
  const started = process.env.npm_execpath
    ? [process.execPath, [process.env.npm_execpath, ...args, ...options]]
    : ["npm", [...args, ...options]];
  run(
    started[0],
    started[1],
    `npm ${args.join(" ")} failed; see the errors above.`,
    headersOfThisNode(),
  );
}

/**
 * Compiling a native package needs Node's headers, which node-gyp downloads unless it is told where
 * they are. Many installations of Node bring them along; then no download is needed.
 */
function headersOfThisNode() {
  const prefix = dirname(dirname(process.execPath));
  const header = join(prefix, "include", "node", "node_version.h");
  if (!existsSync(header)) return {};
  const text = readFileSync(header, "utf8");
  const part = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(text)?.[1];
  const version = `v${part("MAJOR")}.${part("MINOR")}.${part("PATCH")}`;
  if (version !== process.version) return {};
  return { npm_config_nodedir: prefix, npm_package_config_node_gyp_nodedir: prefix };
}

function run(command, args, onFailure, environment = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...environment },
    shell: process.platform === "win32" && command === "npm",
  });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) fail(onFailure);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
