import { measureCore } from "./measure.ts";

const { transitions, cpuSeconds, transitionsPerSecond, bytesPerTransition } = await measureCore();
console.log(
  `core alone: ${transitionsPerSecond.toLocaleString("en")} transitions a second of one core ` +
    `(${transitions.toLocaleString("en")} in ${cpuSeconds.toFixed(1)} s), ` +
    `${bytesPerTransition.toLocaleString("en")} bytes allocated for each`,
);
