import * as http2 from "node:http2";

import * as restate from "@restatedev/restate-sdk";

import { echo } from "./echo.ts";
import { mailbox } from "./mailbox.ts";
import { signup } from "./signup.ts";

const port = Number(process.env["PORT"]);

http2
  .createServer(restate.createEndpointHandler({ services: [echo, mailbox, signup] }))
  .listen(port, "127.0.0.1", () => process.stdout.write("service ready\n"));

// Whoever started us holds the other end: when it is gone, so are we.
process.stdin.on("end", () => process.exit()).resume();
