import { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import type { Exports } from "./linker.ts";

/** Something that fails, by throwing, when what it looks at is wrong. */
export interface Unit {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

type Body = (...args: readonly unknown[]) => void | Promise<void>;

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

/** What vitest is to a file of tests that is loaded here: its tests become units. */
export class Suite {
  readonly units: Unit[] = [];
  private readonly path: string[];

  constructor(file: string) {
    this.path = [file];
  }

  /** The door of vitest. */
  get door(): Exports {
    const it = Object.assign(this.test.bind(this), { each: eachOf(this.test.bind(this)) });
    const describe = Object.assign(this.group.bind(this), { each: eachOf(this.group.bind(this)) });
    return { it, test: it, describe, expect: chai.expect };
  }

  private test(title: string, run: Body): void {
    const name = [...this.path, title].join(" > ");
    const same = this.units.filter((unit) => unit.name.startsWith(name)).length;
    this.units.push({ name: same === 0 ? name : `${name} #${same + 1}`, run: () => run() });
  }

  private group(title: string, body: () => void): void {
    this.path.push(title);
    body();
    this.path.pop();
  }
}

function eachOf(add: (title: string, run: () => void | Promise<void>) => void) {
  return (rows: readonly unknown[]) =>
    (title: string, body: Body): void => {
      for (const [index, row] of rows.entries()) {
        const args = Array.isArray(row) ? row : [row];
        add(`${title} (${index + 1})`, () => body(...args));
      }
    };
}
