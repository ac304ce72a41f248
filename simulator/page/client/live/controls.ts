import { FAULT_NAMES, FAULTS, type Fault } from "../../../index.ts";
import { button, el, fill } from "../dom.ts";
import { fact, mark, sideButtons, verdict } from "../masthead.ts";
import type { Viewer } from "../viewer.ts";
import { PLANTED_BUGS } from "./planted-bugs.ts";
import type { Session } from "./session.ts";

/** Moments a second that can be chosen. */
const SPEEDS = [5, 20, 50, 200, 1_000, 10_000];

/** What a world is made of, and what it does: everything above the timeline. */
export function controls(session: Session, help: () => void): HTMLElement {
  const { viewer } = session;
  const state = el("div", { class: "place" });
  const facts = el("dl");
  const draw = (): void => {
    const { report, broken } = session.world;
    fill(state, report === null ? null : verdict(broken, viewer));
    fill(facts, ...session.tally.facts.map(([name, value]) => fact(name, value)));
  };
  viewer.onChange(draw);
  return el(
    "div",
    { class: "live" },
    el(
      "header",
      {},
      mark(),
      el("h1", {}, "Simulator"),
      seedBox(session, viewer),
      ...runButtons(session, viewer),
      facts,
      ...sideButtons(viewer, help),
    ),
    el(
      "div",
      { class: "knobs" },
      speedKnob(session),
      goesOnKnob(session),
      bugKnob(session),
      faultKnobs(session, viewer),
      state,
    ),
  );
}

function seedBox(session: Session, viewer: Viewer): HTMLElement {
  const seed = el("input", { type: "number", label: "Seed", title: "Seed" });
  seed.min = "0";
  seed.value = String(session.seed);
  seed.addEventListener("change", () => {
    const value = Number(seed.value);
    if (Number.isSafeInteger(value) && value >= 0) session.begin(value);
  });
  viewer.onChange(() => {
    if (document.activeElement !== seed) seed.value = String(session.seed);
  });
  return el("label", { class: "seed" }, "seed", seed);
}

function runButtons(session: Session, viewer: Viewer): readonly HTMLElement[] {
  const run = button("Run", "Run this world, or hold it", () => {
    if (session.doing === "Resting") session.run();
    else session.stop();
    viewer.changed();
  });
  run.classList.add("main");
  const hurry = button("Many worlds", "Run world after world, until a claim is broken", () => {
    void session.hurry();
    viewer.changed();
  });
  viewer.onChange(() => {
    run.textContent = session.doing === "Resting" ? "Run" : "Hold";
    hurry.disabled = session.doing === "Hurrying";
  });
  return [
    run,
    button("Step", "Run to the next moment, and hold", () => void session.step()),
    button("To its end", "Run this world to its end", () => void session.finish()),
    button("Next seed", "Begin the next world", () => {
      const wasRunning = session.doing === "Running";
      session.begin(session.seed + 1);
      if (wasRunning) session.run();
    }),
    hurry,
  ];
}

function speedKnob(session: Session): HTMLElement {
  const speed = el("input", { type: "range", label: "Speed" });
  const told = el("output");
  speed.min = "0";
  speed.max = String(SPEEDS.length - 1);
  speed.value = String(SPEEDS.indexOf(session.speed));
  const tell = (): void => {
    session.speed = SPEEDS[Number(speed.value)] ?? 50;
    told.textContent = `${session.speed} a second`;
  };
  speed.addEventListener("input", tell);
  tell();
  return el("label", {}, "speed", speed, told);
}

function goesOnKnob(session: Session): HTMLElement {
  const goesOn = el("input", { type: "checkbox" });
  goesOn.checked = session.goesOn;
  goesOn.addEventListener("change", () => (session.goesOn = goesOn.checked));
  return el("label", {}, goesOn, "then the next seed");
}

function bugKnob(session: Session): HTMLElement {
  const bug = el("select", { label: "Bug" });
  for (const { name } of PLANTED_BUGS) bug.append(el("option", {}, name));
  bug.addEventListener("change", () => {
    const { parts } = PLANTED_BUGS[bug.selectedIndex] ?? { parts: {} };
    session.choice = { ...session.choice, parts };
    bug.classList.toggle("planted", bug.selectedIndex > 0);
    session.begin(session.seed);
  });
  return bug;
}

/** Which faults strike: those that the seed drew, or those that are ticked. */
function faultKnobs(session: Session, viewer: Viewer): HTMLElement {
  const ticked = new Set<Fault>(FAULT_NAMES);
  const told = el("summary");
  const boxes = FAULT_NAMES.map((name) => {
    const box = el("input", { type: "checkbox" });
    const count = el("span", { class: "count" });
    box.checked = true;
    box.addEventListener("change", () => {
      if (box.checked) ticked.add(name);
      else ticked.delete(name);
      apply();
    });
    viewer.onChange(() => (count.textContent = countOf(session, name)));
    return { box, label: el("label", { title: FAULTS[name] }, box, name, count) };
  });
  const apply = (): void => {
    const all = ticked.size === FAULT_NAMES.length;
    told.textContent = all
      ? "faults: as the seed draws them"
      : `faults: ${ticked.size} of ${FAULT_NAMES.length}`;
    session.choice = { ...session.choice, faults: all ? null : [...ticked] };
    session.begin(session.seed);
  };
  const set = (on: boolean): void => {
    ticked.clear();
    for (const [index, { box }] of boxes.entries()) {
      box.checked = on;
      const name = FAULT_NAMES[index];
      if (on && name !== undefined) ticked.add(name);
    }
    apply();
  };
  told.textContent = "faults: as the seed draws them";
  return el(
    "details",
    { class: "faults" },
    told,
    el(
      "div",
      {},
      button("all", "Let every fault strike that the seed draws", () => set(true)),
      button("none", "A calm world", () => set(false)),
      ...boxes.map(({ label }) => label),
    ),
  );
}

function countOf({ tally }: Session, name: string): string {
  const count = tally.faults.get(name) ?? 0;
  return count === 0 ? "" : String(count);
}
