export { livePage, runPage } from "./page.ts";
export { type Recorded, recordWorld } from "./record-world.ts";
export type { Moment, Recording, Title } from "./recording.ts";
