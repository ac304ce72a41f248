import { type EngineAt, valueAt } from "../player.ts";
import { isCounted, type Recording, type RowValue, type ShownTable } from "../recording.ts";
import { el, fill } from "./dom.ts";
import { formatMs } from "./timeline-view.ts";
import type { Viewer } from "./viewer.ts";

type Valued<T extends ShownTable> = Extract<RowValue, { _tag: T }>;

/** One row as the panel shows it. */
interface Shown<T extends ShownTable> {
  readonly owner: string;
  readonly item: string;
  readonly value: Valued<T>;
  /** The engine has decided it, and would forget it if it died now. */
  readonly atRisk: boolean;
  /** It came, or became this, at the moment that is looked at. */
  readonly isNew: boolean;
}

/** What engines know at the moment that is looked at: invocations, objects, timers, messages. */
export class StatePanel {
  readonly element = el("section", { class: "state", label: "State" });
  private readonly viewer: Viewer;
  private readonly opened = new Set<string>();
  private readonly closed = new Set<string>();

  constructor(viewer: Viewer) {
    this.viewer = viewer;
    viewer.onChange(() => this.draw());
  }

  private draw(): void {
    const { viewer, element } = this;
    const { moment, index } = viewer;
    if (moment === null) return fill(element);
    const { scrollTop } = element;
    const engines = viewer.player.at(index);
    fill(
      element,
      this.now(),
      ...engines.map((engine, at) => this.engine(engine, at, engines.length > 1)),
    );
    element.scrollTop = scrollTop;
  }

  private now(): HTMLElement {
    const { moment, recording } = this.viewer;
    if (moment === null) return el("div");
    const { kind, step, atMs, actor, text, effect } = moment;
    const parts = effect === "" ? [] : effect.split("; ");
    return el(
      "div",
      { class: `now ${kind}` },
      el(
        "div",
        { class: "where" },
        `${KINDS[kind]} ${isCounted(moment) ? step : ""} \u00b7 ${formatMs(atMs)} \u00b7 ${recording.actors[actor] ?? ""}`,
      ),
      el("div", { class: "what" }, text),
      ...parts.map((part) => el("div", { class: "effect" }, part)),
    );
  }

  private engine(engine: EngineAt, at: number, isNamed: boolean): HTMLElement {
    const rows = rowsOf(this.viewer, engine, at);
    const life = engine.up
      ? `engine ${engine.incarnation} on this store`
      : "down: this is what is durable";
    return el(
      "div",
      { class: `engine${engine.up ? "" : " down"}` },
      el("h2", {}, isNamed ? `Engine ${at}` : "Engine", el("span", {}, life)),
      this.invocations(rows),
      objects(rows),
      timers(rows),
      messages(rows),
    );
  }

  private invocations(rows: AllRows): HTMLElement | null {
    if (rows.Invocation.length === 0) return null;
    const isOver = ({ value }: Shown<"Invocation">): boolean => value.status === "Completed";
    const sorted = [...rows.Invocation].sort((a, b) => Number(isOver(a)) - Number(isOver(b)));
    const entries = new Map<string, Shown<"Entry">[]>();
    for (const entry of rows.Entry) {
      const journal = entries.get(entry.owner) ?? [];
      entries.set(entry.owner, journal);
      journal.push(entry);
    }
    return section(
      "Invocations",
      sorted.map((invocation) => this.invocation(invocation, entries.get(invocation.owner) ?? [])),
    );
  }

  private invocation(row: Shown<"Invocation">, entries: readonly Shown<"Entry">[]): HTMLElement {
    const { owner, value } = row;
    const { target, status, failed, detail, epoch, lastFailure } = value;
    const isOver = status === "Completed";
    const isAbout = this.viewer.moment?.about === owner || entries.some(({ isNew }) => isNew);
    const details = el(
      "details",
      { class: `invocation${marks(row)}` },
      el(
        "summary",
        {},
        el("b", {}, owner),
        chip(status, failed),
        el("span", { class: "target" }, target),
        el("span", { class: "detail" }, detail),
        el(
          "span",
          { class: "epoch", title: "Attempts so far" },
          epoch > 0 ? `attempt ${epoch}` : "",
        ),
      ),
      lastFailure === "" ? null : el("div", { class: "failure" }, `last failure ${lastFailure}`),
      el("ol", { class: "journal" }, ...entries.map(entryOf)),
    );
    details.open = !this.closed.has(owner) && (this.opened.has(owner) || !isOver || isAbout);
    details.querySelector("summary")?.addEventListener("click", () => {
      const [into, from] = details.open ? [this.closed, this.opened] : [this.opened, this.closed];
      into.add(owner);
      from.delete(owner);
    });
    return details;
  }
}

const KINDS = {
  Event: "event",
  Detail: "event",
  Fault: "fault, event",
  Aside: "aside",
  Strike: "a fault strikes",
  Breach: "a claim is broken",
} as const;

type AllRows = { readonly [T in ShownTable]: readonly Shown<T>[] };

/** The rows of an engine by table, those of one owner in their order. */
function rowsOf({ recording, moment }: Viewer, { known, durable }: EngineAt, at: number): AllRows {
  const moved = new Set(
    moment?.turn?._tag === "Decided" && moment.turn.engine === at
      ? moment.turn.pairs.filter((_, place) => place % 2 === 0)
      : [],
  );
  const tables: Record<ShownTable, Shown<ShownTable>[]> = {
    Invocation: [],
    Entry: [],
    Lock: [],
    Place: [],
    State: [],
    Promise: [],
    Timer: [],
    Message: [],
  };
  for (const [row, value] of known) {
    const { table, owner, item } = addressOf(recording, row);
    const shown = { owner, item, value: valueAt(recording, value) };
    tables[table].push({ ...shown, atRisk: durable.get(row) !== value, isNew: moved.has(row) });
  }
  for (const rows of Object.values(tables)) rows.sort(byPlace);
  return tables as unknown as AllRows;
}

function addressOf(recording: Recording, row: number) {
  const address = recording.rows[row];
  if (address === undefined) throw new RangeError(`there is no row ${row}`);
  return address;
}

function byPlace(a: Shown<ShownTable>, b: Shown<ShownTable>): number {
  if (a.owner !== b.owner) {
    // A, B, ..., Z, A1: shorter names came first.
    return a.owner.length - b.owner.length || (a.owner < b.owner ? -1 : 1);
  }
  return a.item < b.item ? -1 : a.item > b.item ? 1 : 0;
}

function objects({ Lock, Place, State, Promise }: AllRows): HTMLElement | null {
  const owners = new Set([...Lock, ...Place, ...State, ...Promise].map(({ owner }) => owner));
  if (owners.size === 0) return null;
  return section(
    "Objects and workflows",
    [...owners].sort().map((owner) => {
      const lock = Lock.find((row) => row.owner === owner);
      const queue = Place.filter((row) => row.owner === owner);
      const pairs = [...State, ...Promise].filter((row) => row.owner === owner);
      return el(
        "div",
        { class: "object" },
        el("span", { class: "target" }, owner),
        lock === undefined
          ? el("span", { class: "free" }, "free")
          : el(
              "span",
              { class: `holder${marks(lock)}` },
              "held by ",
              el("b", {}, lock.value.holder),
            ),
        queue.length === 0
          ? null
          : el(
              "span",
              { class: "queue" },
              "then ",
              ...queue.map((row) => el("b", { class: marks(row) }, row.value.who)),
            ),
        el("div", { class: "pairs" }, ...pairs.map(pairOf)),
      );
    }),
  );
}

function pairOf(row: Shown<"State"> | Shown<"Promise">): HTMLElement {
  const { item, value } = row;
  const name = value._tag === "Promise" ? `promise ${item}` : item;
  return el("span", { class: `pair${marks(row)}` }, el("em", {}, name), value.text);
}

function timers({ Timer }: AllRows): HTMLElement | null {
  if (Timer.length === 0) return null;
  return section(
    "Timers",
    Timer.map((row) =>
      el(
        "div",
        { class: `line${marks(row)}` },
        el("em", {}, formatMs(row.value.atMs)),
        row.value.text,
      ),
    ),
  );
}

function messages({ Message }: AllRows): HTMLElement | null {
  if (Message.length === 0) return null;
  return section(
    "Messages under way",
    Message.map((row) =>
      el("div", { class: `line${marks(row)}` }, el("em", {}, row.owner), row.value.text),
    ),
  );
}

function entryOf(row: Shown<"Entry">): HTMLElement {
  const index = Number.parseInt(row.item, 16);
  const kind = row.value.command ? "command" : "notification";
  return el("li", { class: `${kind}${marks(row)}` }, el("em", {}, String(index)), row.value.text);
}

function chip(status: string, failed: boolean): HTMLElement {
  const name = failed ? "Failed" : status;
  return el("span", { class: `chip ${name}` }, failed ? "Completed: failure" : status);
}

function section(title: string, children: readonly HTMLElement[]): HTMLElement {
  return el(
    "section",
    {},
    el("h3", {}, title, el("span", {}, String(children.length))),
    ...children,
  );
}

function marks({ isNew, atRisk }: { readonly isNew: boolean; readonly atRisk: boolean }): string {
  return `${isNew ? " new" : ""}${atRisk ? " risk" : ""}`;
}
