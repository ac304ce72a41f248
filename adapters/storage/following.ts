import { Checkpointer } from "./checkpointer.ts";
import { databaseFile } from "./directory.ts";
import type { ChangeLog } from "./log/change-log.ts";
import type { Overlay } from "./overlay.ts";
import type { Opening } from "./recover.ts";
import { SCHEMA_TABLES } from "./schema-tables.ts";
import { describeFault } from "./sqlite-fault.ts";

/** Bytes of the log that the tables may be behind before they follow. */
const FOLLOW_BYTES = 8 * 1024 * 1024;

/** Milliseconds after which the tables follow whatever there is. */
const FOLLOW_MS = 1_000;

/** Bytes of the log that the tables may be behind before batches have to wait for them. */
const MAX_BEHIND_BYTES = 16 * FOLLOW_BYTES;

/** What the one who writes the log is told. */
export interface FollowingListener {
  /** The tables have come nearer: what waited for them may go on. */
  readonly nearer: () => void;
  /** The tables can follow no further; said once at most. */
  readonly failed: (reason: string) => void;
}

/** Keeps the tables behind the log, and not too far: when they follow, and what that frees. */
export class Following {
  private readonly log: ChangeLog;
  private readonly overlay: Overlay;
  private readonly listener: FollowingListener;
  private readonly checkpointer: Checkpointer;
  private durable: number;
  private followed: number;
  /** Bytes of the log that no checkpoint has been asked for yet, and of the one under way. */
  private newBytes = 0;
  private askedBytes = 0;
  private asked: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private failure: string | null = null;
  private waiting: { readonly sequence: number; readonly settle: () => void }[] = [];

  constructor(
    directory: string,
    { epoch, lastSequence }: Opening,
    log: ChangeLog,
    overlay: Overlay,
    listener: FollowingListener,
  ) {
    this.log = log;
    this.overlay = overlay;
    this.listener = listener;
    this.durable = this.followed = lastSequence;
    this.checkpointer = new Checkpointer(
      { file: databaseFile(directory), epoch, tables: SCHEMA_TABLES },
      {
        followed: (sequence) => this.hasFollowed(sequence),
        failed: (reason) => this.fail(reason),
      },
    );
  }

  /** Resolves when the tables can follow; rejects with the reason when they cannot. */
  get ready(): Promise<void> {
    return this.checkpointer.ready;
  }

  /** Whether the tables are so far behind that the log must wait for them. */
  get isFarBehind(): boolean {
    return this.newBytes + this.askedBytes > MAX_BEHIND_BYTES;
  }

  /** The log has grown: batch `sequence`, and all before it, are durable. */
  grown(sequence: number, bytes: number): void {
    this.durable = sequence;
    this.newBytes += bytes;
    if (this.newBytes >= FOLLOW_BYTES) this.ask();
    else this.timer ??= setTimeout(() => this.ask(), FOLLOW_MS).unref();
  }

  /** Resolves once the tables have all that is durable now; rejects when they cannot follow. */
  async caughtUp(): Promise<void> {
    const sequence = this.durable;
    if (this.failure === null && this.followed < sequence) {
      const settled = new Promise<void>((settle) => this.waiting.push({ sequence, settle }));
      this.ask();
      await settled;
    }
    if (this.followed < sequence) throw new Error(this.failure ?? "the tables are not followed");
  }

  /** Ends the thread; gives the reason why it could not end in order, or null. */
  async close(): Promise<string | null> {
    this.disarm();
    return (await this.checkpointer.close()) ?? this.failure;
  }

  private ask(): void {
    this.disarm();
    if (this.asked !== null || this.failure !== null || this.durable === this.followed) return;
    this.asked = this.durable;
    this.askedBytes = this.newBytes;
    this.newBytes = 0;
    this.checkpointer.follow(this.log.takeRanges(), this.asked);
  }

  private hasFollowed(sequence: number): void {
    this.followed = sequence;
    this.asked = null;
    this.askedBytes = 0;
    this.overlay.drop(sequence);
    try {
      this.log.trim(sequence);
    } catch (cause) {
      this.fail(`the change log cannot be trimmed: ${describeFault(cause)}`);
      return;
    }
    const due = this.waiting.filter((each) => each.sequence <= sequence);
    this.waiting = this.waiting.filter((each) => each.sequence > sequence);
    for (const { settle } of due) settle();
    if (this.newBytes >= FOLLOW_BYTES || this.waiting.length > 0) this.ask();
    this.listener.nearer();
  }

  private fail(reason: string): void {
    if (this.failure !== null) return;
    this.failure = reason;
    this.disarm();
    for (const { settle } of this.waiting.splice(0)) settle();
    this.listener.failed(reason);
  }

  private disarm(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
