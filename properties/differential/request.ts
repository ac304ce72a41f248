import { Agent, request as httpRequest } from "node:http";

/** What is sent: the path goes out as it stands, and headers in the order given. */
export interface Request {
  readonly method?: string;
  readonly path: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}

/** What came back, untouched. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 512, maxFreeSockets: 64 });

/** One exchange over HTTP/1.1; follows nothing, retries nothing. */
export function exchange(origin: string, request: Request, signal?: AbortSignal): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const { method = "GET", path, headers = [], body } = request;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      hostname,
      port,
      method,
      path,
      agent,
      headers: withLength(headers, body).flat(),
      ...(signal === undefined ? {} : { signal }),
    });
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const found: Record<string, string> = {};
        for (const [name, value] of Object.entries(response.headers)) {
          found[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
        }
        resolve({
          status: response.statusCode ?? 0,
          headers: found,
          body: Buffer.concat(chunks),
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Node frames a body by chunks unless its length is said; callers mean the plain case. */
function withLength(
  headers: Required<Request>["headers"],
  body: Request["body"],
): [string, string][] {
  const all = headers.map(([name, value]): [string, string] => [name, value]);
  const framed = all.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  if (body !== undefined && !framed) all.push(["content-length", String(Buffer.byteLength(body))]);
  if (!all.some(([name]) => name.toLowerCase() === "host")) all.unshift(["host", "localhost"]);
  return all;
}
