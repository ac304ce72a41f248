import { expect, it } from "vitest";
import { measureCore } from "./measure.ts";

it("serves its mix to the end and measures it", async () => {
  const figures = await measureCore({ warmUp: 2_000, measured: 5_000 });
  expect(figures.transitions).toBeGreaterThanOrEqual(5_000);
  expect(figures.transitionsPerSecond).toBeGreaterThan(0);
  expect(figures.bytesPerTransition).toBeGreaterThan(0);
});
