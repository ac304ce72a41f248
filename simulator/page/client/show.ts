import type { Recording, Title } from "../recording.ts";
import { masthead } from "./masthead.ts";
import { viewRecording } from "./view-recording.ts";
import { Viewer } from "./viewer.ts";

/** What is written into a page that shows one run. */
interface Run {
  readonly title: Title;
  readonly recording: Recording;
}

const written = document.getElementById("run")?.textContent ?? "";
const { title, recording } = JSON.parse(written) as Run;
const viewer = new Viewer(recording);
viewRecording(viewer, (help) => masthead(viewer, title, help));
// What is most worth seeing is what went wrong; where nothing did, it begins at the beginning.
if (title.broken !== null) viewer.toEnd();
