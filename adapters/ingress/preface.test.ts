import { once } from "node:events";
import * as net from "node:net";
import { expect, test } from "vitest";
import { awaitPreface } from "./preface.ts";

test("a connection that says nothing is closed after its time", async () => {
  const server = net.createServer((socket) => {
    awaitPreface(socket, 5, () => {
      throw new Error("nothing was said");
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as net.AddressInfo;
  const client = net.connect(port, "127.0.0.1");
  await once(client.resume(), "close");
  expect(client.bytesRead).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});
