/** The part of better-sqlite3 that the store uses; the package carries no types of its own. */
declare module "better-sqlite3" {
  class Database {
    constructor(
      file: string,
      options?: {
        readonly fileMustExist?: boolean;
        /** Milliseconds that a statement waits for another connection's lock. */
        readonly timeout?: number;
      },
    );
    prepare(source: string): Database.Statement;
    exec(source: string): this;
    pragma(source: string): unknown;
    close(): this;
  }

  namespace Database {
    type Bound = string | number | Uint8Array;

    interface Statement {
      run(...values: Bound[]): { readonly changes: number };
      get(...values: Bound[]): unknown;
      all(...values: Bound[]): unknown[];
      /** Rows come as their first column alone. */
      pluck(): this;
      /** Rows come as arrays of columns. */
      raw(): this;
    }
  }

  export = Database;
}
