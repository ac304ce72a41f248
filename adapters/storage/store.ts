import type { StorePort } from "@holdfast/core";
import { Context, Effect, Layer, type Scope } from "effect";
import { takeDirectory } from "./directory.ts";
import { CloseFailed, DirectoryInUse, DirectoryUnusable, type StoreError } from "./errors.ts";
import { LoggedTables } from "./logged-tables.ts";
import { openTables } from "./recover.ts";
import { prepareSchema } from "./schema.ts";
import { describeFault } from "./sqlite-fault.ts";

export interface StoreOptions {
  /** Data directory of one partition, on a local disk; it is made if it does not exist. */
  readonly directory: string;
}

/** The durable storage of one partition, open. */
export interface Store extends StorePort {
  readonly directory: string;
  /** Grows with every opening of the directory; a writer of an older epoch cannot commit. */
  readonly epoch: number;
  /** Sequence number of the last batch that was durable when the store was opened; 0 for none. */
  readonly lastSequence: number;
  /**
   * Resolves once the tables in `holdfast.sqlite` hold all that is durable now, for whoever reads
   * them directly; rejects with an Error when they cannot.
   */
  readonly caughtUp: () => Promise<void>;
  /**
   * Waits for every batch to be answered, brings the tables up to them, does away with the change
   * log and gives the directory back. Rejects with CloseFailed. A second call waits for the first.
   */
  readonly close: () => Promise<void>;
}

/** The store as a service, for those who compose layers. */
export class Storage extends Context.Tag("holdfast/Storage")<Storage, Store>() {}

/**
 * Opens the store of a data directory until the scope closes. It is the only opener while it is
 * open: a second one fails with DirectoryInUse, whether in this process or in another.
 */
export function openStore(options: StoreOptions): Effect.Effect<Store, StoreError, Scope.Scope> {
  return Effect.acquireRelease(openUnscopedStore(options), (store) =>
    Effect.tryPromise({ try: () => store.close(), catch: (cause) => cause }).pipe(
      Effect.catchAll((cause) => Effect.logWarning(describeFault(cause))),
    ),
  );
}

/** `openStore` as a layer. */
export function storageLayer(options: StoreOptions): Layer.Layer<Storage, StoreError> {
  return Layer.scoped(Storage, openStore(options));
}

/** `openStore` without a scope: whoever calls it closes the store. */
export function openUnscopedStore({ directory }: StoreOptions): Effect.Effect<Store, StoreError> {
  const take = Effect.try({
    try: () => takeDirectory(directory),
    catch: (cause) => asStoreError(directory, cause),
  });
  const open = (giveBack: () => void) =>
    prepareSchema(directory).pipe(
      Effect.andThen(
        Effect.tryPromise({
          try: () => openDirectory(directory, giveBack),
          catch: (cause) => asStoreError(directory, cause),
        }),
      ),
      Effect.onError(() => Effect.sync(giveBack)),
    );
  return Effect.uninterruptible(Effect.flatMap(take, open));
}

async function openDirectory(directory: string, giveBack: () => void): Promise<Store> {
  const opening = openTables(directory);
  const tables = new LoggedTables(directory, opening);
  try {
    await tables.ready;
  } catch (cause) {
    await tables.close();
    throw cause;
  }
  const closeAll = async (): Promise<void> => {
    const reason = await tables.close();
    giveBack();
    if (reason !== null) throw new CloseFailed({ directory, reason });
  };
  let closed: Promise<void> | null = null;
  return {
    directory,
    ...opening,
    view: tables.view,
    append: (sequence, changes, onDone) => tables.append(sequence, changes, onDone),
    caughtUp: () => tables.caughtUp(),
    close: () => (closed ??= closeAll()),
  };
}

function asStoreError(directory: string, cause: unknown): DirectoryInUse | DirectoryUnusable {
  if (cause instanceof DirectoryInUse || cause instanceof DirectoryUnusable) return cause;
  return new DirectoryUnusable({ directory, reason: describeFault(cause) });
}
