import { describe, expect, test } from "vitest";
import { parseUri } from "./destination.ts";

describe("a deployment URI", () => {
  test.each([
    ["http://127.0.0.1:9080", "http://127.0.0.1:9080/", "/"],
    ["http://127.0.0.1:9080/", "http://127.0.0.1:9080/", "/"],
    ["http://h/a/b", "http://h/a/b/", "/a/b/"],
    ["http://h/a/b/", "http://h/a/b/", "/a/b/"],
    ["HTTP://Host.Example:80/X#part", "http://host.example/X/", "/X/"],
    ["https://h/x/../y", "https://h/y/", "/y/"],
    ["http://h/with space", "http://h/with%20space/", "/with%20space/"],
  ])("%s becomes %s", (text, uri, pathPrefix) => {
    expect(parseUri(text)).toMatchObject({ _tag: "Uri", uri, destination: { pathPrefix } });
  });

  test("leads to a host and a port", () => {
    expect(parseUri("https://[::1]/a")).toMatchObject({
      destination: {
        secure: true,
        host: "::1",
        port: 443,
        authority: "[::1]",
        origin: "https://[::1]",
      },
    });
    expect(parseUri("http://h:8080")).toMatchObject({
      destination: { secure: false, host: "h", port: 8080, authority: "h:8080" },
    });
  });

  test.each([
    ["127.0.0.1:9080", "not an absolute URI"],
    ["/path", "not an absolute URI"],
    ["", "not an absolute URI"],
    ["http://", "not an absolute URI"],
    ["http://h:99999/", "not an absolute URI"],
    ["localhost:9080", 'its scheme is "localhost"'],
    ["unix:///tmp/socket", 'its scheme is "unix"'],
    ["http://user:word@h/", "user name or password"],
    ["http://h/?a=1", "query (?a=1)"],
  ])("%j is refused", (text, reason) => {
    expect(parseUri(text)).toMatchObject({
      _tag: "BadUri",
      reason: expect.stringContaining(reason) as string,
    });
  });
});
