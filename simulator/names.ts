import type { TargetRef } from "@holdfast/core";

const INVOCATION_ID = /[0-9a-f]{48}/g;

/** Short names for readers: invocations are called A, B, C in the order in which they are told of. */
export class Names {
  private readonly known = new Map<string, string>();

  /** A text with names where it has the ids of invocations. */
  in(text: string): string {
    return text.replaceAll(INVOCATION_ID, (id) => this.of(id));
  }

  /** The name of an invocation. */
  of(id: string): string {
    const known = this.known.get(id);
    if (known !== undefined) return known;
    const number = this.known.size;
    const letter = String.fromCharCode(65 + (number % 26));
    const name = number < 26 ? letter : `${letter}${Math.floor(number / 26)}`;
    this.known.set(id, name);
    return name;
  }
}

/** Service, key and handler. */
export function targetText({ service, key, handler }: TargetRef): string {
  return key === null ? `${service}/${handler}` : `${service}/${key}/${handler}`;
}

/** An object key without its partition. */
export function objectText(group: string): string {
  return group.slice(group.indexOf("/") + 1);
}

/** What a timer is for, from its item key. */
export function timerText(item: string): string {
  const [, id = "", kind = ""] = item.split("/");
  return `${kind} of ${id}`;
}
