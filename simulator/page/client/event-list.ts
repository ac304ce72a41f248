import { momentAt } from "../player.ts";
import { isCounted, type Moment } from "../recording.ts";
import { el, fill } from "./dom.ts";
import { formatMs } from "./timeline-view.ts";
import { firstNotBelow, type Viewer } from "./viewer.ts";

/** Height of a row, in pixels; the style sheet keeps to the same. */
const ROW_PX = 24;
/** Rows drawn above and below those that can be seen. */
const SPARE_ROWS = 8;

/** The moments that pass the filters, as lines; only those that can be seen are there. */
export class EventList {
  readonly element: HTMLElement;
  private readonly viewer: Viewer;
  private readonly rows = el("div", { class: "rows" });
  private readonly scroller: HTMLElement;
  private readonly count = el("span", { class: "count" });
  private shownIndex = -1;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
    this.scroller = el("div", { class: "scroller", role: "listbox", label: "Events" }, this.rows);
    this.element = el(
      "section",
      { class: "events", label: "Events" },
      this.filters(),
      this.scroller,
    );
    this.scroller.addEventListener("scroll", () => viewer.changed());
    viewer.onChange(() => this.draw());
  }

  private filters(): HTMLElement {
    const { viewer } = this;
    const words = el("input", {
      type: "search",
      placeholder: "Filter by words  (/)",
      label: "Filter by words",
    });
    words.id = "words";
    words.addEventListener("input", () => {
      viewer.words = words.value.trim().toLowerCase();
      viewer.filter();
    });
    const faults = el("input", { type: "checkbox" });
    faults.addEventListener("change", () => {
      viewer.faultsOnly = faults.checked;
      viewer.filter();
    });
    const details = el("input", { type: "checkbox" });
    details.checked = viewer.details;
    details.addEventListener("change", () => {
      viewer.details = details.checked;
      viewer.filter();
    });
    const all = el(
      "button",
      { type: "button", class: "all", label: "Show all lanes" },
      "all lanes",
    );
    all.addEventListener("click", () => {
      viewer.only.clear();
      viewer.filter();
    });
    viewer.onChange(() => (all.hidden = viewer.only.size === 0));
    return el(
      "div",
      { class: "filters" },
      words,
      el("label", {}, faults, "faults only"),
      el("label", { title: "Bytes on their way, and the like" }, details, "details"),
      all,
      this.count,
    );
  }

  private draw(): void {
    const { viewer, scroller } = this;
    const { matching } = viewer;
    const height = scroller.clientHeight;
    const at = firstNotBelow(matching, viewer.index);
    if (this.shownIndex !== viewer.index) this.reveal(at, height);
    this.shownIndex = viewer.index;
    const total = viewer.recording.moments.length;
    this.count.textContent =
      matching.length === total ? `${total}` : `${matching.length} of ${total}`;
    this.rows.style.height = `${matching.length * ROW_PX}px`;
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW_PX) - SPARE_ROWS);
    const last = Math.ceil((scroller.scrollTop + height) / ROW_PX) + SPARE_ROWS;
    fill(
      this.rows,
      ...matching
        .slice(first, last)
        .map((index, place) => this.row(index, (first + place) * ROW_PX)),
    );
  }

  private reveal(at: number, height: number): void {
    const { scroller } = this;
    const top = at * ROW_PX;
    if (top >= scroller.scrollTop + ROW_PX && top <= scroller.scrollTop + height - 2 * ROW_PX)
      return;
    this.rows.style.height = `${this.viewer.matching.length * ROW_PX}px`;
    scroller.scrollTop = top - height / 2;
  }

  private row(index: number, top: number): HTMLElement {
    const { viewer } = this;
    const moment = momentAt(viewer.recording, index);
    const { step, atMs, actor, kind, text, effect } = moment;
    const isOn = index === viewer.index;
    const name = viewer.recording.actors[actor] ?? "";
    const element = el(
      "div",
      { class: `row ${kind}${isOn ? " on" : ""}`, role: "option", title: titleOf(moment) },
      el("span", { class: "step" }, isCounted(moment) ? String(step) : "\u00b7"),
      el("span", { class: "time" }, formatMs(atMs)),
      el("span", { class: "actor" }, name),
      el("span", { class: "text" }, text, effect === "" ? null : el("i", {}, effect)),
    );
    element.setAttribute("aria-selected", String(isOn));
    element.style.top = `${top}px`;
    element.addEventListener("click", () => viewer.go(index));
    return element;
  }
}

function titleOf({ text, effect }: Moment): string {
  return effect === "" ? text : `${text}\n${effect}`;
}
