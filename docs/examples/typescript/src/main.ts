import * as http2 from "node:http2";

import * as restate from "@restatedev/restate-sdk";

import { greeter } from "./greeter.ts";
import { payment } from "./payment.ts";
import { roleUpdate } from "./role-update.ts";

const port = Number(process.env["PORT"] ?? 9080);

http2
  .createServer(restate.createEndpointHandler({ services: [roleUpdate, greeter, payment] }))
  .listen(port, "127.0.0.1", () => console.log(`The services listen on port ${port}.`));
