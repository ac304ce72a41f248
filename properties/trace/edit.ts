/** Edits of a trace: lines by the numbers that they have in the good one, from 1 on. */

/** A row in a step, as loose as whoever breaks it needs it. */
export interface LooseRow {
  readonly table: string;
  readonly group: string;
  readonly item: string;
  readonly value: unknown;
}

interface LooseStep {
  readonly rows: readonly LooseRow[];
}

/** A trace that is being broken. Whatever an edit is about has to be there. */
export class Draft {
  /** Several texts, or none, in the place of each line. */
  private readonly places: string[][];

  constructor(lines: readonly string[]) {
    this.places = lines.map((line) => [line]);
  }

  get lines(): readonly string[] {
    return this.places.flat();
  }

  drop(...numbers: readonly number[]): this {
    for (const number of numbers) this.place(number).length = 0;
    return this;
  }

  twice(number: number): this {
    const place = this.place(number);
    place.push(...place);
    return this;
  }

  swap(one: number, other: number): this {
    const moved = this.place(one).splice(0);
    this.place(one).push(...this.place(other).splice(0));
    this.place(other).push(...moved);
    return this;
  }

  /** A line before that one. */
  insert(number: number, line: string): this {
    this.place(number).unshift(line);
    return this;
  }

  /** A step a second time, before another line and at the time of that. */
  copy(number: number, before: number, change: (line: string) => string = (line) => line): this {
    const [line = ""] = this.place(number);
    const [next = ""] = this.place(before);
    const [atMs = '"atMs":0'] = /"atMs":\d+/.exec(next) ?? /"atMs":\d+/.exec(line) ?? [];
    return this.insert(before, change(line).replace(/"atMs":\d+/, atMs));
  }

  /** Cuts a line off behind so many characters. */
  tear(number: number, chars: number): this {
    return this.edit(number, (line) => line.slice(0, chars));
  }

  /** Replaces the first text that matches, or all where the expression is a global one. */
  replace(number: number, text: string | RegExp, by: string): this {
    return this.edit(number, (line) => line.replace(text, by));
  }

  /** Changes the rows of a step; the number of its changes stays what it says. */
  rows(number: number, change: (rows: readonly LooseRow[]) => readonly LooseRow[]): this {
    return this.edit(number, (line) => {
      const step = JSON.parse(line) as LooseStep;
      return JSON.stringify({ ...step, rows: change(step.rows) });
    });
  }

  /** A step without its rows of one table. */
  withoutRows(number: number, table: string): this {
    return this.rows(number, (rows) => rows.filter((row) => row.table !== table));
  }

  private edit(number: number, change: (line: string) => string): this {
    const place = this.place(number);
    const [line = ""] = place;
    const changed = change(line);
    if (changed === line) throw new Error(`line ${number} is not changed: ${line}`);
    place[0] = changed;
    return this;
  }

  private place(number: number): string[] {
    const place = this.places[number - 1];
    if (place === undefined) throw new Error(`there is no line ${number}`);
    return place;
  }
}
