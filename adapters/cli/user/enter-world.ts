import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import type { VirtualHost } from "@holdfast/simulator";

const RealDate = Date;
const real = { setTimeout, clearTimeout, fetch };

/** Something of the host that handlers may reach for: where it is, and what stands there. */
interface Stand {
  readonly on: object;
  readonly name: string;
  readonly virtual: unknown;
}

/**
 * Puts a world's clock, timers and chance in the place of the host's, for handlers at work; whoever
 * else asks gets the real ones. What it gives takes them away again.
 */
export function enterWorld(host: VirtualHost): () => void {
  const stands = [...clockOf(host), ...timersOf(host), ...chanceOf(host), ...networkOf(host)];
  const before = stands.map(({ on, name }) => Object.getOwnPropertyDescriptor(on, name));
  for (const { on, name, virtual } of stands) {
    Object.defineProperty(on, name, { configurable: true, writable: true, value: virtual });
  }
  syncBuiltinESMExports();
  return () => {
    for (const [index, { on, name }] of stands.entries()) {
      const descriptor = before[index];
      if (descriptor === undefined) Reflect.deleteProperty(on, name);
      else Object.defineProperty(on, name, descriptor);
    }
    syncBuiltinESMExports();
  };
}

function clockOf(host: VirtualHost): readonly Stand[] {
  const now = (): number => (host.busy ? host.nowMs() : RealDate.now());
  const virtual = new Proxy(RealDate, {
    construct: (target, args: readonly unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === "now" ? now : (Reflect.get(target, name) as unknown)),
  });
  return [{ on: globalThis, name: "Date", virtual }];
}

/** A timer that a handler set. */
class VirtualTimer {
  readonly cancel: () => void;

  constructor(cancel: () => void) {
    this.cancel = cancel;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function timersOf(host: VirtualHost): readonly Stand[] {
  const set = (task: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]): unknown => {
    if (!host.busy) return real.setTimeout(task, delayMs, ...args);
    return new VirtualTimer(host.after(delayMs, () => task(...args)));
  };
  const clear = (timer: unknown): void => {
    if (timer instanceof VirtualTimer) timer.cancel();
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  const realPause = timersPromises.setTimeout;
  const pause = (delayMs = 0, value?: unknown, options?: object): Promise<unknown> => {
    if (!host.busy) return realPause(delayMs, value, options);
    return new Promise((resolve) => {
      host.after(delayMs, () => resolve(value));
    });
  };
  return [
    { on: globalThis, name: "setTimeout", virtual: set },
    { on: globalThis, name: "clearTimeout", virtual: clear },
    { on: timersPromises, name: "setTimeout", virtual: pause },
  ];
}

function chanceOf(host: VirtualHost): readonly Stand[] {
  const realRandom = Math.random.bind(Math);
  const realUuid = nodeCrypto.randomUUID;
  const uuid = (): string => (host.busy ? host.randomId() : realUuid());
  const random = (): number => (host.busy ? host.random() : realRandom());
  return [
    { on: Math, name: "random", virtual: random },
    { on: globalThis.crypto, name: "randomUUID", virtual: uuid },
    { on: nodeCrypto, name: "randomUUID", virtual: uuid },
  ];
}

function networkOf(host: VirtualHost): readonly Stand[] {
  const virtual = (...args: Parameters<typeof fetch>): Promise<Response> =>
    host.busy ? host.refuse("fetch, and there is no network") : real.fetch(...args);
  return [{ on: globalThis, name: "fetch", virtual }];
}
