import {
  type Command,
  describeStatus,
  describeTimer,
  describeWaited,
  type Happening,
  type Message,
  type RowChange,
} from "@holdfast/spec";
import type { TraceLine } from "./line.ts";

type NameOf = (id: string) => string;

/**
 * What a line of a trace tells of one invocation, in a line for people; null where it tells nothing
 * of it. `id` is as it stands in the trace, `formatId` names the others.
 */
export function tellLine(line: TraceLine, id: string, formatId: NameOf): string | null {
  const nameOf: NameOf = (other) => (other === id ? "it" : formatId(other));
  if (line._tag !== "Step") return null;
  const { atMs, happening, rows } = line;
  const changes = rows.filter((row) => concerns(row, id));
  if (changes.length === 0 && !("id" in happening && happening.id === id)) return null;
  const led = changes.map((change) => tellChange(change, id, nameOf)).join("; ");
  const time = new Date(atMs).toISOString();
  return `${time} ${tellHappening(happening, nameOf)}: ${led === "" ? "nothing follows" : led}`;
}

function concerns({ table, group, item, value }: RowChange, id: string): boolean {
  if (group === id || item === id) return true;
  switch (table) {
    case "timer":
      return item.includes(id);
    case "inbox":
      return value?.id === id;
    case "lock":
      return value?.holder === id;
    case "outbox":
      return value?.message.id === id;
    default:
      return false;
  }
}

/** What happened, in words. */
function tellHappening(happening: Happening, nameOf: NameOf): string {
  switch (happening._tag) {
    case "Requested": {
      const { ask } = happening;
      if ("id" in ask) return `a client asks for ${ask._tag} of ${nameOf(ask.id)}`;
      if (ask._tag === "Other") return "a client asks";
      const key = ask.key === null ? "" : `${ask.key}/`;
      return `a client asks for ${ask._tag} to ${ask.service}/${key}${ask.handler}`;
    }
    case "CommandProposed":
      return `${nameOf(happening.id)} says ${commandName(happening.command)}`;
    case "RunCompletionProposed":
      return `${nameOf(happening.id)} says what c${happening.completionId} came to`;
    case "AttemptSuspended": {
      const waited = happening.waitingFor.map(describeWaited).join(" or ");
      return `${nameOf(happening.id)} goes to sleep until ${waited}`;
    }
    case "AttemptEnded":
      return `${nameOf(happening.id)} ends`;
    case "AttemptFailed":
      return `an attempt of ${nameOf(happening.id)} fails with ${happening.failure.code}`;
    case "TimerFired":
      return "a timer fires";
    case "MessageReceived":
      return `partition ${happening.from} sends ${tellMessage(happening.message, nameOf)}`;
    case "MessageTaken":
      return `partition ${happening.by} has taken a message`;
    default:
      return happening satisfies never;
  }
}

/** Of commands that lead to nothing but an entry, a trace does not tell which they are. */
function commandName({ _tag }: Command): string {
  return _tag === "Other" ? "what it does" : _tag;
}

function tellMessage(message: Message, nameOf: NameOf): string {
  return `${message._tag} to ${nameOf(message.id)}`;
}

/** How one row changed, in words. */
function tellChange(change: RowChange, id: string, nameOf: NameOf): string {
  const { table, item, value } = change;
  switch (table) {
    case "invocation":
      return value === null ? "forgotten" : describeStatus(value.status);
    case "journal": {
      const place = Number.parseInt(item, 16);
      if (value === null) return `entry ${place} goes`;
      const what = value._tag === "Command" ? "command" : `${value.result._tag} for ${value.key}`;
      return `entry ${place} is a ${what}`;
    }
    case "notification":
      return value === null ? `${item} goes` : `${item} is stored`;
    case "running":
      return value === null ? "no attempt is owed" : `attempt ${value} is owed`;
    case "lock":
      return value === null ? "the key is free" : "it holds its key";
    case "inbox":
      return value === null
        ? "it leaves the queue"
        : `it is ${Number.parseInt(item, 16)} in the queue`;
    case "timer":
      return value === null
        ? `timer ${item.slice(item.indexOf(id) + id.length + 1)} goes`
        : describeTimer(value, nameOf);
    case "outbox":
      return value === null
        ? "a message is taken"
        : `a message is to go: ${tellMessage(value.message, nameOf)}`;
    case "state":
    case "promise":
    case "dedup":
      return `${table} ${item}`;
    default:
      return change satisfies never;
  }
}
