import {
  type AttemptFailure,
  type Command,
  decodeMessage,
  decodeUtf8,
  type Failure,
  type InvocationStatus,
  type JournalEntry,
  type Listener,
  type Notification,
  notificationKey,
  type Outcome,
  parseAwakeableId,
  parseInvocationId,
  type PeerMessage,
  formatTarget,
  type Header,
  type Reply,
} from "@holdfast/core";
import { duration, type Names } from "./names.ts";
import { waitingText } from "./waiting.ts";

export function text(bytes: Uint8Array): string {
  return `"${decodeUtf8(bytes)}"`;
}

function failureText({ code, message, metadata }: Failure): string {
  const more = metadata.map(({ key, value }) => ` ${key}=${value}`).join("");
  return `failure ${code} "${message}"${more}`;
}

export function outcomeText(outcome: Outcome): string {
  return outcome._tag === "Success" ? text(outcome.value) : failureText(outcome.failure);
}

export function listenerText(names: Names, { id, completionId }: Listener): string {
  return `${names.invocation(id)} c${completionId}`;
}

export function attemptFailureText({ code, errorCode, message }: AttemptFailure): string {
  return `${code}${errorCode === null ? "" : ` ${errorCode}`} "${message}"`;
}

export function statusText(names: Names, status: InvocationStatus): string {
  switch (status._tag) {
    case "Scheduled":
      return `Scheduled for ${names.time(status.startAtMs)}`;
    case "Inboxed":
      return `Inboxed at ${status.sequence}`;
    case "BackingOff":
      return `BackingOff until ${names.time(status.retryAtMs)}`;
    case "Suspended":
      return `Suspended on ${waitingText(status.waitingFor)}`;
    case "Completed":
      return `Completed ${outcomeText(status.outcome)} kept until ${names.time(status.expiresAtMs)}`;
    default:
      return status._tag;
  }
}

export function entryText(names: Names, entry: JournalEntry): string {
  const message = decodeMessage(entry.type, entry.payload);
  if (message._tag === "Notification") return notificationText(names, message);
  if (message._tag === "DecodeFailure") return message.reason;
  return commandText(names, message as Command);
}

function notificationText(names: Names, { id, result }: Notification): string {
  const key = notificationKey(id);
  switch (result._tag) {
    case "Void":
      return `${key} is void`;
    case "Value":
      return `${key} is ${text(result.value)}`;
    case "Failure":
      return `${key} is ${failureText(result.failure)}`;
    case "InvocationId":
      return `${key} is ${invocationText(names, result.invocationId)}`;
    case "StateKeys":
      return [key, "is keys", ...result.keys.map(text)].join(" ");
    default:
      return result satisfies never;
  }
}

function invocationText(names: Names, formatted: string): string {
  const id = parseInvocationId(formatted);
  return id === null ? formatted : names.invocation(id);
}

/** A command as its name and its fields, without those that say nothing. */
function commandText(names: Names, command: Command): string {
  const { _tag, ...fields } = shortFields(command);
  const words = Object.entries(fields).flatMap(([name, value]) => {
    const said = fieldText(names, name, value);
    return said === null ? [] : [said];
  });
  return [_tag.replace(/Command$/, ""), ...words].join(" ");
}

/** A callee is shown as `Service/key/handler`. */
function shortFields(command: Command): { readonly _tag: string } {
  if (command._tag !== "CallCommand" && command._tag !== "OneWayCallCommand") return command;
  const { _tag, serviceName, key, handlerName, ...fields } = command;
  const path = [serviceName, ...(key === "" ? [] : [key]), handlerName].join("/");
  return { _tag: `${_tag.replace("Command", "")} ${path}`, ...fields };
}

function fieldText(names: Names, name: string, value: unknown): string | null {
  if (value === null || value === "" || value === 0) return null;
  if (Array.isArray(value)) return headersText(value as readonly Header[]);
  if (value instanceof Uint8Array) return value.length === 0 ? null : text(value);
  switch (name) {
    case "resultCompletionId":
    case "invocationIdCompletionId":
      return `c${Number(value)}`;
    case "wakeUpTimeMs":
    case "invokeTimeMs":
      return `at ${names.time(Number(value))}`;
    case "targetInvocationId":
      return invocationText(names, value as string);
    case "awakeableId": {
      const target = parseAwakeableId(value as string);
      if (target === null) return JSON.stringify(value);
      return `${names.invocation(target.invocationId)} s${target.signalIndex}`;
    }
    default:
      return typeof value === "object"
        ? partText(names, value)
        : `${name}=${JSON.stringify(value)}`;
  }
}

function headersText(headers: readonly Header[]): string | null {
  const words = headers.map(({ key, value }) => `${key}: ${value}`);
  return words.length === 0 ? null : `(${words.join(", ")})`;
}

/** A signal, a result or an attach target inside a command. */
function partText(names: Names, part: object): string {
  if ("index" in part) return `s${JSON.stringify(part.index)}`;
  if ("value" in part && part.value instanceof Uint8Array) return text(part.value);
  if ("failure" in part) return failureText(part.failure as Failure);
  if ("invocationId" in part) return invocationText(names, part.invocationId as string);
  return "name" in part ? `signal ${JSON.stringify(part.name)}` : "void";
}

export function messageText(names: Names, message: PeerMessage): string {
  const name = names.invocation(message.id);
  switch (message._tag) {
    case "Invoke": {
      const { listener, startAtMs, target } = message;
      const heard = listener === null ? "" : `, heard by ${listenerText(names, listener)}`;
      const later = startAtMs === null ? "" : `, at ${names.time(startAtMs)}`;
      return `Invoke ${name} ${formatTarget(target)}${heard}${later}`;
    }
    case "Notify": {
      const { notificationType: type, payload } = message;
      const decoded = decodeMessage(type, payload);
      const said = decoded._tag === "Notification" ? notificationText(names, decoded) : "";
      return `Notify ${name} ${said}`;
    }
    case "Attach":
      return `Attach ${listenerText(names, message.listener)} to ${name}`;
    case "Kill":
      return `Kill ${name}`;
    default:
      return message satisfies never;
  }
}

export function replyText(names: Names, reply: Reply): string {
  switch (reply._tag) {
    case "Completed": {
      const type = reply.contentType === null ? "" : ` as ${reply.contentType}`;
      const until =
        reply.expiresAtMs === null ? "" : `, kept until ${names.time(reply.expiresAtMs)}`;
      return `${names.invocation(reply.id)} is ${outcomeText(reply.outcome)}${type}${until}`;
    }
    case "Accepted": {
      const later = reply.startAtMs === null ? "" : ` for ${names.time(reply.startAtMs)}`;
      return `${reply.status} ${names.invocation(reply.id)}${later}`;
    }
    case "InFlight":
    case "NotFound":
    case "Identified":
      return `${reply._tag} ${names.invocation(reply.id)}`;
    case "Restarted":
      return `Restarted ${names.invocation(reply.id)} as ${names.invocation(reply.as)}`;
    case "Registered": {
      const services = reply.services
        .map(({ name, revision }) => `${name} r${revision}`)
        .join(", ");
      const unchanged = reply.unchanged ? ", unchanged" : "";
      return `Registered ${names.deployment(reply.deployment.id)} with ${services}${unchanged}`;
    }
    case "Rejected": {
      const errorCode = reply.errorCode === null ? "" : ` ${reply.errorCode}`;
      return `Rejected ${reply.code}${errorCode} "${reply.message}"`;
    }
    default:
      return reply._tag;
  }
}

/** How long something is kept. */
export function retentionText(completionMs: number, journalMs: number): string {
  if (completionMs === 0) return "not at all";
  const journal = journalMs === completionMs ? "" : ` with journal ${duration(journalMs)}`;
  return `${duration(completionMs)}${journal}`;
}

/** An error message may name an invocation; the script names it shortly. */
export function shortened(names: Names, line: string): string {
  return line
    .replaceAll(/inv_1\w{33}/g, (id) => invocationText(names, id))
    .replaceAll(/dp_1\w{22}/g, (id) => names.deployment(id as Parameters<Names["deployment"]>[0]));
}
