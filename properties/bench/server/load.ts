/** One kind of request, driven again and again: a handler of services/main.ts. */
export interface Load {
  readonly name: string;
  /** What one request makes the server do. */
  readonly does: string;
  /** Path of the request below the ingress; `KEY` is one of a thousand, in turn. */
  readonly path: string;
  /** Whether the relay, which knows calls and runs alone, can carry it. */
  readonly relayed: boolean;
}

export const LOADS: readonly Load[] = [
  { name: "noop", does: "call, no step", path: "/Bench/noop", relayed: true },
  { name: "runs3", does: "3 run steps", path: "/Bench/runs3", relayed: true },
  { name: "runs10", does: "10 run steps", path: "/Bench/runs10", relayed: true },
  { name: "chain", does: "a call of another handler", path: "/Bench/chain", relayed: false },
  { name: "keys", does: "object, 1,000 keys", path: "/BenchCounter/KEY/add", relayed: false },
  { name: "key", does: "object, one key", path: "/BenchCounter/hot/add", relayed: false },
];

/** Keys that `KEY` stands for. */
export const KEYS = 1_000;

/** What all requests carry: each handler takes it as a number or hands it back. */
export const BODY = "1";
