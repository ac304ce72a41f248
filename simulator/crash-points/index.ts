export { CRASHES, type Enumerated, type EnumerateOptions, enumeratePoints } from "./enumerate.ts";
export type { PlannedPoints } from "./planned-points.ts";
export { formatPoint, parsePoints, type Point } from "./point.ts";
export { replayCommand, type Trial, trialOf, type TrialOptions, tryPoints } from "./trial.ts";
