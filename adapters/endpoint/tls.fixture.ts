// Endpoints over TLS, with a certificate made for these tests alone.
import {
  createSecureServer as createHttp2,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { serve } from "./servers.fixture.ts";

/** Valid for 127.0.0.1 and localhost, from 2000 to 2099, signed by itself. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBbzCCARWgAwIBAgIBATAKBggqhkjOPQQDAjAYMRYwFAYDVQQDDA1UZXN0IGVu
ZHBvaW50MCAXDTAwMDEwMTAwMDAwMFoYDzIwOTkxMjMxMDAwMDAwWjAYMRYwFAYD
VQQDDA1UZXN0IGVuZHBvaW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGp8p
7ZreDKUDXI5oqTrMXgjgdzWm/zkCxEnnT6Pjo/bTfeo8GdyDTDrbymoxT7mVlsn3
EDEzMyqyg8UKIKo4UKNOMEwwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/
AAABgglsb2NhbGhvc3QwHQYDVR0OBBYEFNEXhf4ggVGKHVtduVVWk09+K75gMAoG
CCqGSM49BAMCA0gAMEUCIClorZ+Fj0sku4iWnujSz5Wd1OvH2jSCqTBdoGe3u47f
AiEApvQ5eXws0nTkzD7e8xEMryi194PuNdl/KWfft0Pjtq0=
-----END CERTIFICATE-----
`;

const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6728dqHVW1z4Odmj
7JALD//GHw/z70S6rfMpuEjBF8ahRANCAAQanyntmt4MpQNcjmipOsxeCOB3Nab/
OQLESedPo+Oj9tN96jwZ3INMOtvKajFPuZWWyfcQMTMzKrKDxQogqjhQ
-----END PRIVATE KEY-----
`;

/** An HTTP/2 endpoint that offers nothing else. */
export function serveHttp2Tls(
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<string> {
  const server = createHttp2({ cert: CERTIFICATE, key: KEY });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    onStream(stream, headers);
  });
  server.on("tlsClientError", () => undefined);
  return serve(server, "https");
}

/** An HTTP/1.1 endpoint. */
export function serveHttps(listener: RequestListener): Promise<string> {
  const server = createHttps({ cert: CERTIFICATE, key: KEY }, listener);
  server.on("tlsClientError", () => undefined);
  return serve(server, "https");
}
