import type { InvocationId } from "@holdfast/core";

/** The names of a module's small scope and the ids that core gave to what bears them. */
export class Names {
  private readonly ids = new Map<string, InvocationId>();
  private readonly names = new Map<InvocationId, string>();

  add(name: string, id: InvocationId): void {
    this.ids.set(name, id);
    this.names.set(id, name);
  }

  has(name: string): boolean {
    return this.ids.has(name);
  }

  id(name: string): InvocationId {
    const id = this.ids.get(name);
    if (id === undefined) throw new RangeError(`nothing bears the name ${name} yet`);
    return id;
  }

  name(id: InvocationId): string {
    const name = this.names.get(id);
    if (name === undefined) throw new RangeError(`the module has no name for ${id}`);
    return name;
  }

  entries(): readonly (readonly [name: string, id: InvocationId])[] {
    return [...this.ids];
  }
}
