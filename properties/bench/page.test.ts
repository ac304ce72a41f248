import { expect, it } from "vitest";
import { withPart } from "./page.ts";

it("replaces its own part of the page and leaves the others", () => {
  const first = withPart("", "core", "## Core\n\nold");
  const both = withPart(first, "server", "## Server");
  const again = withPart(both, "core", "## Core\n\nnew");
  expect(again).toContain("## Server");
  expect(again).toContain("new");
  expect(again).not.toContain("old");
  expect(again.indexOf("## Server")).toBeLessThan(again.indexOf("## Core"));
});
