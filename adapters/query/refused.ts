/** A query that is not answered: what is wrong with it, in a message for whoever asked it. */
export class QueryRefused extends Error {
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
