import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@holdfast/core";
import { Effect } from "effect";
import { openUnscopedStore, type Store } from "holdfast/storage";

/** A directory that is there while `work` runs. */
export async function withDirectory<A>(work: (directory: string) => Promise<A>): Promise<A> {
  const directory = mkdtempSync(join(tmpdir(), "holdfast-properties-"));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function open(directory: string): Promise<Store> {
  return Effect.runPromise(openUnscopedStore({ directory }));
}

/** Appends a batch; resolves when it is durable, rejects with what went wrong. */
export function durable(store: Store, sequence: number, changes: readonly Change[]): Promise<void> {
  return new Promise((resolve, reject) => {
    store.append(sequence, changes, (failure) =>
      failure === null ? resolve() : reject(new Error(failure)),
    );
  });
}
