/**
 * Thrown by a machine that has ended its attempt: the handler must not go on.
 * Exists so that code which still runs is stopped at its next command; it is never reported.
 */
export class AttemptClosed extends Error {
  constructor() {
    super("this attempt is over: its handler can do nothing more");
    this.name = "AttemptClosed";
  }
}
