import {
  type Change,
  decodeMessage,
  inboxItem,
  type Invocation,
  isStarted,
  journalItem,
  type JournalEntry,
  type MemoryTables,
  MessageType,
  notificationKey,
  objectKeyOf,
  timerItem,
  waitedKeys,
} from "@holdfast/core";

/** All that must be true of durable state at any time; each finding is one sentence. */
export function brokenInvariants(tables: MemoryTables): string[] {
  const rows = [...tables.rows()];
  const invocations = rows.flatMap((row) =>
    row.table === "invocation" && row.value !== null ? [row.value] : [],
  );
  return [
    ...invocations.flatMap((invocation) => [
      ...journalProblems(tables, invocation),
      ...statusProblems(tables, invocation),
      ...lockProblems(tables, invocation),
      ...sleepProblems(tables, invocation),
    ]),
    ...rows.flatMap((row) => orphanProblems(tables, row)),
  ];
}

function entriesOf(tables: MemoryTables, { id }: Invocation): readonly JournalEntry[] {
  return tables.scan("journal", id).map(({ value }) => value);
}

/** S-JOURNAL-1, S-JOURNAL-2: the journal is whole, and its notifications are indexed once each. */
function journalProblems(tables: MemoryTables, invocation: Invocation): string[] {
  const { id, status, journalLength, journalCommands, outputIndex } = invocation;
  const rows = tables.scan("journal", id);
  const indexed = tables.scan("notification", id);
  if (rows.length === 0 && indexed.length === 0 && status._tag === "Completed") return [];
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`journal of ${id}: ${problem}`);
  if (rows.length !== journalLength) say(`${rows.length} rows, record says ${journalLength}`);
  if (rows.some(({ item }, index) => item !== journalItem(index))) say("has a gap");
  if (rows[0]?.value.type !== MessageType.InputCommand) say("does not begin with its input");
  const commands = rows.filter(({ value }) => value._tag === "Command").length;
  if (commands !== journalCommands) say(`${commands} commands, record says ${journalCommands}`);
  const output = outputIndex === null ? null : rows[outputIndex]?.value.type;
  if (output !== null && output !== MessageType.OutputCommand) say("its output is not where it is");
  const notifications = rows.flatMap(({ value }, index) =>
    value._tag === "Notification" ? [{ key: notificationKey(value.id), index }] : [],
  );
  for (const { key, index } of notifications) {
    if (tables.get("notification", id, key) !== index) say(`${key} is stored twice or not indexed`);
  }
  if (indexed.length !== notifications.length) say("its index has more than it");
  return problems;
}

/** What each status goes with: the running row, its timer, nothing that should have woken it. */
function statusProblems(tables: MemoryTables, invocation: Invocation): string[] {
  const { id, status, epoch, listeners } = invocation;
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${status._tag} ${id}: ${problem}`);
  const running = tables.get("running", "", id);
  if ((running !== undefined) !== (status._tag === "Invoked")) say(`its running row is ${running}`);
  if (running !== undefined && running !== epoch) say(`runs at ${running}, its epoch is ${epoch}`);
  const owed = ownTimer(invocation);
  if (owed !== null && tables.get("timer", "", timerItem(owed)) === undefined) say("has no timer");
  if (status._tag === "Completed" && listeners.length > 0) say("has not told its listeners");
  if (status._tag === "Suspended") {
    for (const key of waitedKeys(status.waitingFor)) {
      if (tables.get("notification", id, key) !== undefined) say(`${key} is there (L-WAKE-1)`);
    }
  }
  return problems;
}

/** The timer that a status stands or falls with. */
function ownTimer({ id, status, epoch }: Invocation): Parameters<typeof timerItem>[0] | null {
  switch (status._tag) {
    case "Scheduled":
      return { _tag: "Start", dueMs: status.startAtMs, id };
    case "BackingOff":
      return { _tag: "Retry", dueMs: status.retryAtMs, id, epoch };
    case "Completed":
      return { _tag: "ExpireInvocation", dueMs: status.expiresAtMs, id };
    default:
      return null;
  }
}

/** S-LOCK-1: what is started holds its lock, what is inboxed has its place behind it. */
function lockProblems(tables: MemoryTables, { id, target, status }: Invocation): string[] {
  const key = objectKeyOf(id, target);
  if (key === null || target._tag !== "Object" || target.access !== "Exclusive") return [];
  const lock = tables.get("lock", key, "");
  if (isStarted(status) && lock?.holder !== id) return [`${id} is started without its lock`];
  if (status._tag !== "Inboxed") return [];
  const place = tables.get("inbox", key, inboxItem(status.sequence));
  if (place?.id !== id) return [`${id} has lost its place in the inbox`];
  return lock === undefined ? [`${id} waits for a lock that nobody holds (L-LOCK-1)`] : [];
}

/** Each sleep of an invocation that goes on has a timer or is over. */
function sleepProblems(tables: MemoryTables, invocation: Invocation): string[] {
  const { id, incarnation, status } = invocation;
  if (status._tag === "Completed") return [];
  return entriesOf(tables, invocation).flatMap((entry) => {
    if (entry.type !== MessageType.SleepCommand) return [];
    const command = decodeMessage(entry.type, entry.payload);
    if (command._tag !== "SleepCommand") return [`${id} has a sleep that cannot be read`];
    const { resultCompletionId: completionId, wakeUpTimeMs: dueMs } = command;
    const key = notificationKey({ _tag: "Completion", completionId });
    if (tables.get("notification", id, key) !== undefined) return [];
    const timer = { _tag: "Sleep", dueMs, id, incarnation, completionId } as const;
    const found = tables.get("timer", "", timerItem(timer));
    return found === undefined ? [`${id} sleeps on c${completionId} for ever`] : [];
  });
}

/** Rows whose invocation is gone or does not know them: what a forgotten one left behind. */
function orphanProblems(tables: MemoryTables, row: Change): string[] {
  const { table, group, item, value } = row;
  const unknown = (id: string): boolean => tables.get("invocation", id, "") === undefined;
  switch (table) {
    case "invocation":
      return value?.id === group ? [] : [`invocation ${group} calls itself ${value?.id}`];
    case "journal":
    case "notification":
      return unknown(group) ? [`${table} of ${group}, which is forgotten`] : [];
    case "running":
      return unknown(item) ? [`running ${item}, which is forgotten`] : [];
    case "lock": {
      const holder = value === null ? undefined : tables.get("invocation", value.holder, "");
      const isHeld = holder !== undefined && isStarted(holder.status);
      if (!isHeld) return [`lock of ${group} is held by nobody (L-LOCK-1)`];
      return objectKeyOf(holder.id, holder.target) === group ? [] : [`${group} is held by another`];
    }
    case "inbox": {
      const status = value === null ? undefined : tables.get("invocation", value.id, "")?.status;
      const fits = status?._tag === "Inboxed" && inboxItem(status.sequence) === item;
      const next = tables.get("lock", group, "")?.nextSequence ?? 0;
      if (!fits) return [`inbox of ${group} holds ${value?.id}, which is ${status?._tag}`];
      return status.sequence < next ? [] : [`inbox of ${group} is ahead of its lock`];
    }
    case "timer":
      return timerProblems(tables, row);
    default:
      return [];
  }
}

function timerProblems(
  tables: MemoryTables,
  { item, value: timer }: Extract<Change, { table: "timer" }>,
): string[] {
  if (timer === null) return [];
  if (timerItem(timer) !== item) return [`a timer is filed under ${item}`];
  const invocation = tables.get("invocation", timer.id, "");
  if (invocation === undefined) return [`${timer._tag} timer of ${timer.id}, which is forgotten`];
  const fits = ((): boolean => {
    switch (timer._tag) {
      case "Sleep":
        return (
          timer.incarnation === invocation.incarnation &&
          entriesOf(tables, invocation).some(({ type }) => type === MessageType.SleepCommand)
        );
      case "ExpireJournal":
        return invocation.status._tag === "Completed" && entriesOf(tables, invocation).length > 0;
      default: {
        const owed = ownTimer(invocation);
        return owed !== null && timerItem(owed) === item;
      }
    }
  })();
  return fits ? [] : [`${timer._tag} timer of ${timer.id}, which is ${invocation.status._tag}`];
}
