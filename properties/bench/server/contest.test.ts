import { expect, it } from "vitest";
import { contest } from "./contest.ts";
import { driveHere } from "./drive-here.ts";
import { LOADS } from "./load.ts";

it("drives every load against Holdfast and the relay, without a failed request", async () => {
  const measured = await contest(
    {
      contestants: ["holdfast", "relay"],
      loads: LOADS,
      connections: [4],
      rounds: 1,
      warmUpSeconds: 0.05,
      seconds: 0.1,
    },
    { server: "", node: process.execPath },
    driveHere,
    () => undefined,
  );
  const relayed = LOADS.filter((load) => load.relayed);
  expect(measured.map(({ contestant, load }) => `${contestant} ${load}`)).toEqual([
    ...LOADS.map(({ name }) => `holdfast ${name}`),
    ...relayed.map(({ name }) => `relay ${name}`),
  ]);
  expect(measured.filter(({ errors, requests }) => errors > 0 || requests === 0)).toEqual([]);
}, 60_000);
