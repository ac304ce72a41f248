import type { TargetRef } from "@holdfast/core";

/** Short names for readers: invocations are called A, B, C in the order in which they come up. */
export class Names {
  private readonly known = new Map<string, string>();

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

  target({ service, key, handler }: TargetRef): string {
    return key === null ? `${service}/${handler}` : `${service}/${key}/${handler}`;
  }

  /** An object key without its partition. */
  object(group: string): string {
    return group.slice(group.indexOf("/") + 1);
  }

  /** What a timer is for, from its item key. */
  timer(item: string): string {
    const [, id = "", kind = ""] = item.split("/");
    return `${kind} of ${this.of(id)}`;
  }
}
