import { describe, expect, test } from "vitest";
import { describeError } from "./failure-text.ts";

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

describe("an error in words", () => {
  test.each([
    [coded("ECONNRESET", "read ECONNRESET"), "the endpoint closed the connection abruptly"],
    [coded("HPE_INVALID_CONSTANT", "Parse Error"), "does not answer in HTTP/1.1"],
    [
      coded("EPROTO", "write EPROTO 80:error:0A00010B:SSL routines::wrong version number:x.c:350:"),
      "the endpoint does not speak TLS; does it serve plain http? (EPROTO)",
    ],
    [coded("EPROTO", "write EPROTO handshake failure"), "write EPROTO handshake failure"],
    [coded("EODD", "something odd"), "something odd (EODD)"],
    [new Error("plain"), "plain"],
    ["text", "text"],
    [
      new AggregateError([coded("EODD", "first"), coded("ECONNREFUSED", "second")], ""),
      "first (EODD)",
    ],
  ])("%s", (error, words) => {
    expect(describeError(error)).toContain(words);
  });
});
