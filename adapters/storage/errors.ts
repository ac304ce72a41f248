import { Data } from "effect";

/** Another process has the data directory open; two would overwrite each other's state. */
export class DirectoryInUse extends Data.TaggedError("DirectoryInUse")<{
  readonly directory: string;
}> {
  override get message(): string {
    return (
      `The data directory ${this.directory} is in use by another store. ` +
      `Stop the server that has it open, or choose another directory.`
    );
  }
}

/** The data directory cannot be made, read or written; `reason` says why and what to do. */
export class DirectoryUnusable extends Data.TaggedError("DirectoryUnusable")<{
  readonly directory: string;
  readonly reason: string;
}> {
  override get message(): string {
    return `The data directory ${this.directory} cannot be used: ${this.reason}.`;
  }
}

/** The data directory was written by a later release, whose tables this one does not know. */
export class SchemaTooNew extends Data.TaggedError("SchemaTooNew")<{
  readonly directory: string;
  readonly found: number;
  readonly supported: number;
}> {
  override get message(): string {
    return (
      `The data directory ${this.directory} has schema version ${this.found}; this release ` +
      `knows versions up to ${this.supported}. Start the release that wrote it, or a later one.`
    );
  }
}

/** A stored row cannot be read; thrown by reads, because nothing true can be answered instead. */
export class RowUnreadable extends Data.TaggedError("RowUnreadable")<{
  readonly table: string;
  readonly group: string;
  readonly item: string;
  readonly reason: string;
}> {
  override get message(): string {
    const key = `(${JSON.stringify(this.group)}, ${JSON.stringify(this.item)})`;
    return `Row ${key} of table ${this.table} cannot be read: ${this.reason}.`;
  }
}

/** The store could not be closed in order; what had been reported durable is durable. */
export class CloseFailed extends Data.TaggedError("CloseFailed")<{
  readonly directory: string;
  readonly reason: string;
}> {
  override get message(): string {
    return `The store in ${this.directory} was not closed in order: ${this.reason}.`;
  }
}

/** Why a store cannot be opened. */
export type StoreError = DirectoryInUse | DirectoryUnusable | SchemaTooNew;
