/** One line of a script that makes something happen, with the lines that go on with it. */
export interface ScriptEvent {
  readonly line: string;
  readonly details: readonly string[];
}

const FENCE = "```";
const BLOCK = `${FENCE}transcript`;
const EVENT = "> ";
const DETAIL = ">   ";

/**
 * Plays a transcript: prose stays as it is; in each block the lines that begin with `>` are events,
 * and all others are what `happen` says of the event before them, written anew.
 */
export function replay(
  markdown: string,
  happen: (event: ScriptEvent) => readonly string[],
): string {
  const lines = markdown.split("\n");
  const replayed: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    replayed.push(line);
    if (line !== BLOCK) continue;
    const end = lines.indexOf(FENCE, at);
    if (end === -1) throw new Error(`the block that begins in line ${at + 1} has no end`);
    for (const event of eventsOf(lines.slice(at + 1, end))) {
      replayed.push(EVENT + event.line, ...event.details.map((detail) => DETAIL + detail));
      replayed.push(...happen(event).map((said) => `  ${said}`));
    }
    replayed.push(FENCE);
    at = end;
  }
  return replayed.join("\n");
}

function eventsOf(lines: readonly string[]): ScriptEvent[] {
  const events: { line: string; details: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith(DETAIL)) events.at(-1)?.details.push(line.slice(DETAIL.length));
    else if (line.startsWith(EVENT)) events.push({ line: line.slice(EVENT.length), details: [] });
  }
  return events;
}

/** The words of an event's line: quoted text is one word, `name=value` an option. */
export class Words {
  private readonly words: string[];
  private readonly options = new Map<string, string>();
  private readonly line: string;

  constructor(line: string) {
    this.line = line;
    const all = line.match(/[\w-]+="[^"]*"|"[^"]*"|\S+/g) ?? [];
    this.words = all.filter((word) => !/^[\w-]+=/.test(word));
    for (const word of all) {
      const [name = "", ...value] = word.split("=");
      if (!this.words.includes(word)) this.options.set(name, unquoted(value.join("=")));
    }
  }

  /** The next word; an event that lacks one is a mistake in the script. */
  next(what: string): string {
    const word = this.words.shift();
    if (word === undefined) throw new Error(`'${this.line}' lacks ${what}`);
    return unquoted(word);
  }

  /** Takes the next word if it is this one. */
  takes(word: string): boolean {
    if (this.words[0] !== word) return false;
    this.words.shift();
    return true;
  }

  has(): boolean {
    return this.words.length > 0;
  }

  option(name: string): string | null {
    const value = this.options.get(name) ?? null;
    this.options.delete(name);
    return value;
  }

  /** Everything was understood, or the script says something that this does not. */
  done(): void {
    const left = [...this.words, ...this.options.keys()];
    if (left.length > 0) throw new Error(`'${this.line}': nothing understands '${left.join(" ")}'`);
  }
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1) : word;
}
