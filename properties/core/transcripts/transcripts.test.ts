import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { replay } from "./script.ts";
import { Stage } from "./stage.ts";

const FOLDER = new URL("../../../spec/transcripts/", import.meta.url);
const UPDATE = "UPDATE_TRANSCRIPTS";
const isUpdate = process.env[UPDATE] === "1";

const files = readdirSync(FOLDER).filter((name) => /^\d\d-.*\.md$/.test(name));

describe("the golden transcripts", () => {
  it.each(files)("%s says what happens", (name) => {
    const file = fileURLToPath(new URL(name, FOLDER));
    const golden = readFileSync(file, "utf8");
    const stage = new Stage();
    const played = replay(golden, (event) => stage.happen(event));
    if (isUpdate) writeFileSync(file, played);
    else expect(played, `if this is meant, run the tests with ${UPDATE}=1`).toBe(golden);
  });

  it("are all there", () => {
    expect(files.length).toBeGreaterThanOrEqual(25);
  });
});
