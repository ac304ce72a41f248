import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { openUnscopedStore, type Store } from "holdfast/storage";
import { afterEach, describe, expect, it } from "vitest";
import { open, withDirectory } from "./open.ts";

const APPENDER = fileURLToPath(new URL("appender.mjs", import.meta.url));

/** Durable batches after which each life of the appender is killed, in a directory kept between. */
const LIVES = [1, 40, 0, 150, 7];

type Child = ChildProcessByStdio<null, Readable, null>;

const children: Child[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** What the appender has said. */
interface Said {
  /** Last batch that it found when it opened the store; null before that. */
  open: number | null;
  /** Last batch that was reported durable to it. */
  durable: number;
  stopped: string | null;
}

function startAppender(directory: string, limit = ""): Child {
  const command = limit === "" ? "" : `ulimit ${limit} && `;
  const script = `${command}exec "$0" "$@"`;
  const child = spawn("sh", ["-c", script, process.execPath, APPENDER, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  return child;
}

/** Reads to the end what the appender says; kills it once `enough` holds. */
async function listen(child: Child, enough: (said: Said) => boolean): Promise<Said> {
  const said: Said = { open: null, durable: 0, stopped: null };
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, ...rest] = line.split(" ");
    if (word === "open") said.open = Number(rest[0]);
    if (word === "durable") said.durable = Number(rest[0]);
    if (word === "stopped") said.stopped = rest.join(" ");
    if (enough(said)) child.kill("SIGKILL");
  }
  return said;
}

/** Why the store cannot be opened: the tag of the error. */
function refusalOf(directory: string): Promise<string> {
  return Effect.runPromise(
    Effect.flip(openUnscopedStore({ directory })).pipe(Effect.map((error) => error._tag)),
  );
}

/** What a store holds after batch `last` and none beyond it. */
function contentAfter(last: number) {
  const numbers = Array.from({ length: last }, (_, i) => i + 1);
  return {
    log: numbers,
    sizes: numbers.map((n) => (n * 997) % 20_000),
    last: last === 0 ? undefined : last,
    locked: last % 2 === 1,
  };
}

function contentOf({ view }: Store) {
  return {
    log: view.scan("dedup", "log").map(({ value }) => value),
    sizes: view.scan("state", "bytes").map(({ value }) => value.length),
    last: view.get("running", "", "last"),
    locked: view.get("lock", "odd", "") !== undefined,
  };
}

describe("a store whose process dies (A-STORE-1)", () => {
  it("holds whole batches, up to at least the last one reported durable", { timeout: 60_000 }, () =>
    withDirectory(async (directory) => {
      let reported = 0;
      for (const [life, batches] of LIVES.entries()) {
        const target = reported + batches;
        const said = await listen(startAppender(directory), ({ open, durable }) => {
          return open !== null && Math.max(open, durable) >= target;
        });
        expect(said.stopped).toBeNull();
        expect(said.open).toBeGreaterThanOrEqual(reported);
        reported = Math.max(said.open ?? 0, said.durable);
        // Every second time the next life finds things as the crash left them.
        if (life % 2 === 1) continue;
        const store = await open(directory);
        expect(store.lastSequence).toBeGreaterThanOrEqual(reported);
        expect(contentOf(store)).toEqual(contentAfter(store.lastSequence));
        await store.close();
      }
    }),
  );

  it("opens when it died while it was being made", { timeout: 60_000 }, () =>
    withDirectory(async (directory) => {
      const child = startAppender(directory);
      const file = join(directory, "holdfast.sqlite");
      while (!existsSync(file)) await turn();
      child.kill("SIGKILL");
      const said = await listen(child, () => false);
      const store = await open(directory);
      expect(store.lastSequence).toBeGreaterThanOrEqual(said.durable);
      expect(contentOf(store)).toEqual(contentAfter(store.lastSequence));
      await store.close();
    }),
  );

  it("is refused to others until then, and free from then on", { timeout: 60_000 }, () =>
    withDirectory(async (directory) => {
      const child = startAppender(directory);
      const refusals: string[] = [];
      const ended = listen(child, ({ durable }) => {
        if (durable === 1) void refusalOf(directory).then((refusal) => refusals.push(refusal));
        return refusals.length > 0;
      });
      const { durable, stopped } = await ended;
      expect(refusals).toEqual(["DirectoryInUse"]);
      expect(stopped).toBeNull();
      const store = await open(directory);
      expect(store.lastSequence).toBeGreaterThanOrEqual(durable);
      expect(contentOf(store)).toEqual(contentAfter(store.lastSequence));
      await store.close();
    }),
  );
});

describe("a store whose disk refuses to be written", () => {
  it("says so once, and holds what it reported durable", { timeout: 60_000 }, () =>
    withDirectory(async (directory) => {
      // No file may grow beyond 2,000 blocks of 512 bytes, or of 1,024 where the shell counts so.
      const said = await listen(startAppender(directory, "-f 2000"), () => false);
      expect(said.stopped).toMatch(/^EFBIG.*; the disk refused an operation/);
      expect(said.durable).toBeGreaterThan(0);
      const store = await open(directory);
      // A batch that got to the disk with one that did not is whole, though nobody was told.
      expect(store.lastSequence).toBeGreaterThanOrEqual(said.durable);
      expect(contentOf(store)).toEqual(contentAfter(store.lastSequence));
      await store.close();
    }),
  );
});
