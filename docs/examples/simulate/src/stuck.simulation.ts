import { readFile } from "node:fs/promises";
import { type Context, service } from "@holdfast/sdk";
import { defineWorkload } from "@holdfast/simulator";

/** A bug to be found: a file is no part of any world, so that what comes of it cannot be replayed. */
export const stuck = service({
  name: "Stuck",
  handlers: {
    read: (ctx: Context) => ctx.run("read a file", () => readFile("package.json", "utf8")),
  },
});

export const workload = defineWorkload({ calls: [{ service: "Stuck", handler: "read" }] });
