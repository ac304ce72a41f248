import { expect, it } from "vitest";
import { makeDeploymentId, parseDeploymentId } from "./deployment-id.ts";
import { ulidBytes } from "./ulid.ts";

it("a ULID is 48 bits of time, then 80 of chance", () => {
  const bytes = ulidBytes(0x0123_4567_89ab, [0xdead_beef, 0x0102_0304, 0xffff_0506, 9]);
  expect(Buffer.from(bytes).toString("hex")).toBe("0123456789abdeadbeef010203040506");
});

function hexAt(ms: number): string {
  return Buffer.from(ulidBytes(ms, [5, 6, 7, 8])).toString("hex");
}

it("ULIDs order by time", () => {
  const times = [0, 1, 0xffff, 0x1_0000, 1_795_000_000_000, 2 ** 48 - 1];
  expect(times.map(hexAt)).toEqual(times.map(hexAt).sort());
});

it("a deployment id is made of a ULID and known again", () => {
  const id = makeDeploymentId(1_795_000_000_000, [1, 2, 3, 4]);
  expect(id).toMatch(/^dp_1[0-9a-zA-Z]{22}$/);
  expect(parseDeploymentId(id)).toBe(id);
  expect(makeDeploymentId(1_795_000_000_001, [1, 2, 3, 4])).not.toBe(id);
  for (const text of ["", "dp_1", `${id}0`, id.replace("dp_1", "dp_2"), `dp_1${"Z".repeat(22)}`]) {
    expect(parseDeploymentId(text)).toBeNull();
  }
});
