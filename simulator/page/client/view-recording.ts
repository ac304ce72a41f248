import { el } from "./dom.ts";
import { EventList } from "./event-list.ts";
import { listenToKeys } from "./keys.ts";
import { Overview } from "./overview.ts";
import { Scale } from "./scale.ts";
import { StatePanel } from "./state-panel.ts";
import { onThemeChange } from "./theme.ts";
import { TimelineView } from "./timeline-view.ts";
import { Transport } from "./transport.ts";
import type { Viewer } from "./viewer.ts";

/** Fills the page with what shows a recording, below what `head` makes. */
export function viewRecording(viewer: Viewer, head: (help: () => void) => HTMLElement): void {
  const scale = new Scale();
  const timeline = new TimelineView(viewer, scale);
  const overview = new Overview(viewer, scale);
  const transport = new Transport(viewer);
  const help = listenToKeys(viewer, timeline, transport);
  document.body.append(
    head(() => help.showModal()),
    timeline.element,
    overview.element,
    transport.element,
    el("main", {}, new EventList(viewer).element, new StatePanel(viewer).element),
    help,
  );
  onThemeChange(() => viewer.changed());
  viewer.changed();
}
