import type { StorePort } from "@holdfast/core";
import { Context, Effect, Layer, type Scope } from "effect";
import { databaseFile, takeDirectory } from "./directory.ts";
import { CloseFailed, DirectoryInUse, DirectoryUnusable, type StoreError } from "./errors.ts";
import { prepareSchema } from "./schema.ts";
import { Database } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";
import { TableReader } from "./table-reader.ts";
import { Writer } from "./writer.ts";

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
   * Waits for every batch to be answered, empties the write-ahead log into the tables and gives
   * the directory back. Rejects with CloseFailed. A second call waits for the first.
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
          try: () => openTables(directory, giveBack),
          catch: (cause) => asStoreError(directory, cause),
        }),
      ),
      Effect.onError(() => Effect.sync(giveBack)),
    );
  return Effect.uninterruptible(Effect.flatMap(take, open));
}

async function openTables(directory: string, giveBack: () => void): Promise<Store> {
  const file = databaseFile(directory);
  const { epoch, lastSequence } = raiseEpoch(file);
  const reader = new TableReader(file);
  const writer = await startWriter(file, epoch).catch((cause: unknown) => {
    reader.close();
    throw cause;
  });
  const closeAll = async (): Promise<void> => {
    const reason = await writer.close(reader);
    giveBack();
    if (reason !== null) throw new CloseFailed({ directory, reason });
  };
  let closed: Promise<void> | null = null;
  return {
    directory,
    epoch,
    lastSequence,
    view: reader,
    append: (sequence, changes, onDone) => writer.append(sequence, changes, onDone),
    close: () => (closed ??= closeAll()),
  };
}

/** A writer that can write; if it cannot, its thread has ended when this rejects. */
async function startWriter(file: string, epoch: number): Promise<Writer> {
  const writer = new Writer(file, epoch);
  try {
    await writer.ready;
    return writer;
  } catch (cause) {
    await writer.close(null);
    throw cause;
  }
}

/** Makes this opener the newest: from now on no older writer can commit. */
function raiseEpoch(file: string): { readonly epoch: number; readonly lastSequence: number } {
  const database = new Database(file, { fileMustExist: true });
  try {
    database.pragma("synchronous = FULL");
    const row = database
      .prepare("UPDATE meta SET epoch = epoch + 1 RETURNING epoch, last_sequence")
      .raw()
      .get();
    const [epoch, lastSequence] = row as readonly [number, number];
    return { epoch, lastSequence };
  } finally {
    database.close();
  }
}

function asStoreError(directory: string, cause: unknown): DirectoryInUse | DirectoryUnusable {
  if (cause instanceof DirectoryInUse || cause instanceof DirectoryUnusable) return cause;
  return new DirectoryUnusable({ directory, reason: describeFault(cause) });
}
