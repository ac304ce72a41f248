import type { Title } from "../recording.ts";
import { button, el } from "./dom.ts";
import { toggleTheme } from "./theme.ts";
import type { Viewer } from "./viewer.ts";

/** What this world is, and whether every claim held in it. */
export function masthead(viewer: Viewer, title: Title, help: () => void): HTMLElement {
  const facts = title.facts.map(([name, value]) => fact(name, value));
  return el(
    "header",
    {},
    mark(),
    el("h1", {}, "World ", el("b", {}, String(title.seed))),
    verdict(title.broken, viewer),
    el("dl", {}, ...facts),
    ...sideButtons(viewer, help),
  );
}

/** Whether every claim held; leads to the one that did not. */
export function verdict(broken: Title["broken"], viewer: Viewer): HTMLElement {
  if (broken === null) return el("div", { class: "verdict held" }, el("b", {}, "every claim held"));
  return el(
    "button",
    {
      class: "verdict broken",
      type: "button",
      title: "Go to where it was seen (b)",
      onClick: () => viewer.toEnd(),
    },
    el("b", {}, `${broken.claim} is broken`),
    el("span", {}, withoutClaim(broken.claim, broken.message)),
  );
}

/** A value under its name. */
export function fact(name: string, value: string): HTMLElement {
  return el("div", {}, el("dt", {}, name), el("dd", {}, value));
}

/** What every page has at its right: the theme, and the keys. */
export function sideButtons(viewer: Viewer, help: () => void): readonly HTMLElement[] {
  return [
    button("\u25d0", "Light or dark (t)", () => {
      toggleTheme();
      viewer.changed();
    }),
    button("?", "Keys (?)", help),
  ];
}

function withoutClaim(claim: string, message: string): string {
  const [first = ""] = message.split("\n");
  return first.startsWith(`${claim}: `) ? first.slice(claim.length + 2) : first;
}

/** Two jaws that hold something. */
export function mark(): Element {
  const box = document.createElement("span");
  box.className = "mark";
  box.innerHTML =
    '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path fill="none" stroke="currentColor" ' +
    'stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" d="M9 3H5v18h4M15 3h4v18h-4"/>' +
    '<circle cx="12" cy="12" r="2.6" fill="currentColor"/></svg>';
  return box;
}
