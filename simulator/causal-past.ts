import type { Change, Event } from "@holdfast/core";

/** What one thing that happened has to do with others. */
export interface Happening {
  /** The invocations and objects that it touched. */
  readonly touched: readonly string[];
  /** The engine on which it happened, or null. */
  readonly engine: number | null;
  /** Something that befell a whole engine: whatever happens on it later comes after this. */
  readonly befalls: boolean;
}

/** What a transition touched: the invocations and the objects whose rows it changed. */
export function touchedBy(event: Event, changes: readonly Change[]): readonly string[] {
  const touched = new Set<string>("id" in event ? [event.id] : []);
  for (const { table, group, item, value } of changes) {
    switch (table) {
      case "invocation":
      case "journal":
      case "notification":
      case "state":
      case "promise":
        touched.add(group);
        break;
      case "lock":
        touched.add(group);
        if (value !== null) touched.add(value.holder);
        break;
      case "inbox":
        touched.add(group);
        if (value !== null) touched.add(value.id);
        break;
      case "timer":
        touched.add(item.split("/")[1] ?? "");
        break;
      case "running":
        touched.add(item);
        break;
      case "outbox":
        if (value !== null) touched.add(value.message.id);
        break;
      default:
    }
  }
  return [...touched];
}

/**
 * Keeps what may have led to a broken claim: what touched an invocation or object that its message
 * names, what touched any that those did, and so on, back to the beginning. Everything, where the
 * message names none.
 */
export function causalPast<T extends Happening>(
  happened: readonly T[],
  message: string,
): readonly T[] {
  const touched = new Set<string>();
  const engines = new Set<number>();
  for (const [engine] of message.matchAll(/(?<=\bengine )\d+/g)) engines.add(Number(engine));
  for (const each of new Set(happened.flatMap((one) => one.touched))) {
    if (message.includes(each.slice(each.indexOf("/") + 1))) touched.add(each);
  }
  if (touched.size === 0) return happened;
  // Of an object: who had to do with it last. What that one then did not do may be the matter.
  for (const object of [...touched].filter((each) => each.includes("/"))) {
    const last = happened.findLast((one) => one.touched.includes(object));
    for (const each of last?.touched ?? []) touched.add(each);
  }
  const kept = happened.toReversed().filter((each) => {
    const { engine } = each;
    if (each.befalls) return engine === null || engines.has(engine);
    if (!each.touched.some((one) => touched.has(one))) return false;
    for (const one of each.touched) touched.add(one);
    if (engine !== null) engines.add(engine);
    return true;
  });
  return kept.toReversed();
}
