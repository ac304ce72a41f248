import { el } from "./dom.ts";
import { toggleTheme } from "./theme.ts";
import type { TimelineView } from "./timeline-view.ts";
import type { Transport } from "./transport.ts";
import { isTrouble, type Viewer } from "./viewer.ts";

/** How far page up and page down go. */
const PAGE = 20;

interface Key {
  readonly keys: readonly string[];
  readonly shown: string;
  readonly what: string;
  readonly press: () => void;
}

/** What the keyboard does; gives the list of it, which `?` opens. */
export function listenToKeys(
  viewer: Viewer,
  timeline: TimelineView,
  transport: Transport,
): HTMLDialogElement {
  const help = el("dialog", { class: "help" });
  const words = (): HTMLElement | null => document.querySelector<HTMLElement>("#words");
  const all: readonly Key[] = [
    key(["ArrowRight", "l"], "\u2192 or l", "forward", () => viewer.step(1)),
    key(["ArrowLeft", "h"], "\u2190 or h", "back", () => viewer.step(-1)),
    key(["ArrowDown", "j"], "\u2193 or j", "forward, as in the list", () => viewer.step(1)),
    key(["ArrowUp", "k"], "\u2191 or k", "back, as in the list", () => viewer.step(-1)),
    key(["PageDown"], "Page down", `${PAGE} forward`, () => viewer.step(1, PAGE)),
    key(["PageUp"], "Page up", `${PAGE} back`, () => viewer.step(-1, PAGE)),
    key(["f"], "f", "next fault", () => viewer.seek(1, isTrouble)),
    key(["F"], "Shift+f", "fault before", () => viewer.seek(-1, isTrouble)),
    key(["n"], "n", "next of the same invocation", () => same(viewer, 1)),
    key(["N"], "Shift+n", "one before of the same invocation", () => same(viewer, -1)),
    key(["b", "End"], "b or End", "to the broken claim, or the end", () => viewer.toEnd()),
    key(["Home"], "Home", "to the beginning", () => viewer.go(0)),
    key([" "], "Space", "play, or stop", () => transport.toggle()),
    key(["+", "="], "+", "zoom in (or Ctrl and wheel)", () => timeline.zoom(1.6)),
    key(["-"], "-", "zoom out", () => timeline.zoom(1 / 1.6)),
    key(["0"], "0", "show all", () => timeline.zoom(0)),
    key(["/"], "/", "filter by words", () => words()?.focus()),
    key(["t"], "t", "light or dark", () => {
      toggleTheme();
      viewer.changed();
    }),
    key(["?"], "?", "this list", () => (help.open ? help.close() : help.showModal())),
  ];
  help.append(
    el("h2", {}, "Keys"),
    el("dl", {}, ...all.flatMap(({ shown, what }) => [el("dt", {}, shown), el("dd", {}, what)])),
    el(
      "p",
      {},
      "Click a name beside the timeline to see only what concerns it. An orange edge marks what the ",
      "engine has decided, and would lose if it died at this moment.",
    ),
  );
  help.addEventListener("click", () => help.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement && event.target.type === "search") {
      if (event.key === "Escape" || event.key === "Enter") event.target.blur();
      return;
    }
    const found = all.find(({ keys }) => keys.includes(event.key));
    if (found === undefined) return;
    event.preventDefault();
    found.press();
  });
  return help;
}

function key(keys: readonly string[], shown: string, what: string, press: () => void): Key {
  return { keys, shown, what, press };
}

function same(viewer: Viewer, way: 1 | -1): void {
  const name = viewer.moment?.about ?? "";
  if (name !== "") viewer.seek(way, ({ about }) => about === name);
}
