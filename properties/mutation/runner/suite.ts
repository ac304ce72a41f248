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
  private readonly isOfCore: boolean;

  constructor(file: string) {
    this.path = [file];
    this.isOfCore = file.startsWith("core/");
  }

  /** The door of vitest. */
  get door(): Exports {
    const it = Object.assign((title: string, run: Body) => this.test(title, run, run), {
      each: eachOf((title, run, body) => this.test(title, run, body)),
    });
    const describe = (title: string, body: () => void): void => this.group(title, body);
    return { it, test: it, describe, expect: chai.expect };
  }

  private test(title: string, run: () => void | Promise<void>, body: Body): void {
    if (this.isOfCore && !isProperty(body)) return;
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

/** Whether a test asserts something of all cases that fast-check makes. */
function isProperty(body: Body): boolean {
  return /\bfast_check_1|\bfc\./.test(String(body));
}

type Add = (title: string, run: () => void | Promise<void>, body: Body) => void;

function eachOf(add: Add) {
  return (rows: readonly unknown[]) =>
    (title: string, body: Body): void => {
      for (const [index, row] of rows.entries()) {
        const args = Array.isArray(row) ? row : [row];
        add(`${title} (${index + 1})`, () => body(...args), body);
      }
    };
}
