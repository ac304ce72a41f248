// An endpoint of the official SDK, once over HTTP/2 and once over HTTP/1.1; prints where it is.
import { createServer as createHttp1 } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import * as restate from "@restatedev/restate-sdk";

const greeter = restate.service({
  name: "Greeter",
  handlers: {
    greet: async (ctx, name) => `${await ctx.run("greeting", () => "Hello")} ${name}`,
    echo: async (_, text) => text,
    wait: async (ctx) => ctx.awakeable().promise,
  },
});

// What goes wrong here is meant to, and is looked at from the other side.
const handler = restate.createEndpointHandler({ services: [greeter], logger: () => undefined });
/** The same for a server that proves who it is, with the key of request-identity.test.ts. */
const strict = restate.createEndpointHandler({
  services: [greeter],
  logger: () => undefined,
  identityKeys: ["publickeyv1_FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z"],
});
const listening = (server) =>
  new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}/`)),
  );

const uris = {
  http2: await listening(createHttp2(handler)),
  http1: await listening(createHttp1(handler)),
  strict: await listening(createHttp2(strict)),
};
process.stdout.write(`${JSON.stringify(uris)}\n`);

// Whoever started us holds the other end: when it is gone, so are we.
process.stdin.on("end", () => process.exit()).resume();
