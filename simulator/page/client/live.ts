import { controls } from "./live/controls.ts";
import { Session } from "./live/session.ts";
import { viewRecording } from "./view-recording.ts";

/** The seed after the `#` of the address, or the first. */
const seed = Number(/^#(\d+)$/.exec(location.hash)?.[1] ?? 1);
const session = new Session(seed);
viewRecording(session.viewer, (help) => controls(session, help));
session.run();
