import { chance, type Choices } from "./choices.ts";

/** Every fault there is, with what it does. */
export const FAULTS = {
  "engine-crash": "the engine's process dies; what was not durable is gone",
  drain: "the engine is told to stop, ends what it can, and is started again",
  "crash-in-recovery": "it dies again while it recovers",
  "lost-batch": "a batch that was being written is lost in a crash",
  "torn-batch": "a part of the batch that was being written is found on the disk after a crash",
  "kept-batch": "a batch survives a crash, though nobody was told that it was durable",
  "slow-disk": "a batch takes long to become durable",
  "late-report": "a batch is durable long before the engine hears of it",
  "disk-error": "a batch cannot be written; the engine halts and is started again",
  "disk-full": "for a while no batch can be written",
  "read-error": "a read of the disk fails, while the engine recovers or works; it dies",
  "second-engine": "an engine is taken for dead and goes on while another one has its store",
  "zombie-refused": "the store refuses a batch of the older of two engines",
  "clock-jump": "the engine's clock jumps forward",
  "clock-skew": "an engine's clock is ahead of the others from the start",
  "clock-back": "an engine's clock is set back while it is down, by less than a timer may be late",
  "late-wake": "the engine is woken later than it asked for",
  "endpoint-crash": "an endpoint's process dies with all its attempts",
  "endpoint-refuses": "an endpoint answers with 503, or not at all",
  "endpoint-hangs": "an attempt does nothing for a long time",
  "connection-loss": "a stream breaks, at each side at another time",
  "torn-frame": "a stream breaks in the middle of a frame",
  "cut-frame": "an endpoint's answer ends in the middle of a frame, as if that were in order",
  "silent-loss": "a stream breaks, and the engine hears of it much later, or by its own time-outs",
  "half-open": "a stream breaks, and the endpoint goes on without knowing",
  "one-way": "for a while nothing comes through in one direction of a stream",
  "slow-reader": "an endpoint takes its time with each piece that it reads",
  "bit-flip": "a bit of what a lying endpoint sends is turned",
  "split-chunk": "bytes arrive in pieces",
  "network-delay": "bytes of one stream take long",
  lies: "an endpoint sends whatever it likes",
  "late-frames": "an endpoint's bytes arrive after the engine has ended the stream",
  "client-gone": "a client hangs up before it has its answer",
  "reply-lost": "an answer does not reach its client",
  "changed-code": "the next attempt of an invocation runs other code than the one before",
  oversized: "a step gives more than a message may hold",
  "awakeable-twice": "an awakeable is completed a second time, with another value",
  "awakeable-early": "an awakeable is completed before its handler waits for it",
  "handler-error": "a handler throws for no reason that the journal knows",
  "flaky-run": "a step fails that has retries of its own",
  "run-error": "a step fails after it took effect",
  "peer-loss": "a message between two engines is lost, and sent again",
  "peer-delay": "a message between two engines takes long, and is overtaken",
  "peer-one-way": "for a while nothing comes through from one engine to another",
  "peer-repeat": "a message between two engines arrives twice",
} as const;

export type Fault = keyof typeof FAULTS;

/** Names of all faults. */
export const FAULT_NAMES = Object.keys(FAULTS) as readonly Fault[];

/** Faults by name; throws an error that lists the known ones where there is no such fault. */
export function faultsNamed(names: readonly string[]): readonly Fault[] {
  return names.map((name) => {
    const fault = FAULT_NAMES.find((known) => known === name);
    if (fault !== undefined) return fault;
    throw new Error(`'${name}' is no fault; there are: ${FAULT_NAMES.join(", ")}`);
  });
}

export type FaultCounts = Readonly<Record<Fault, number>>;

/** How likely each fault is where it can strike, 0 to 1. */
export type FaultOdds = Readonly<Partial<Record<Fault, number>>>;

/** What a fault befalls: an invocation by its id, an engine by its index, or the whole world. */
export type About = string | number | null;

type OnStrike = (name: Fault, about: About) => void;

/** Rules by which faults strike in the place of their odds. */
export interface Strikes {
  /** Asked wherever a fault can strike; whether it does there. */
  strikes(name: Fault): boolean;
}

/** Strikes faults by their odds and counts them; after `heal` none strikes any more. */
export class Faults {
  private readonly choices: Choices;
  private readonly odds: FaultOdds;
  private readonly struck = new Map<Fault, number>();
  private readonly onStrike: OnStrike;
  private readonly rules: Strikes | null;
  private readonly spared: readonly Fault[];
  private active = false;

  /** `spared` never strike, whatever odds or rules say. */
  constructor(
    choices: Choices,
    odds: FaultOdds,
    onStrike: OnStrike,
    rules: Strikes | null = null,
    spared: readonly Fault[] = [],
  ) {
    this.rules = rules;
    this.choices = choices;
    this.odds = odds;
    this.onStrike = onStrike;
    this.spared = spared;
  }

  get counts(): FaultCounts {
    const counts = FAULT_NAMES.map((name) => [name, this.struck.get(name) ?? 0] as const);
    return Object.fromEntries(counts) as FaultCounts;
  }

  get healed(): boolean {
    return !this.active;
  }

  begin(): void {
    this.active = true;
  }

  heal(): void {
    this.active = false;
  }

  /** Whether this fault strikes here and now. */
  strikes(name: Fault, about: About = null): boolean {
    if (!this.active || this.spared.includes(name)) return false;
    const struck = this.rules?.strikes(name) ?? chance(this.choices, this.odds[name] ?? 0);
    if (struck) this.count(name, about);
    return struck;
  }

  /** The like at places that are too many for odds: there it strikes by rules alone. */
  strikesByRule(name: Fault, about: About = null): boolean {
    if (!this.active || this.spared.includes(name)) return false;
    if (this.rules?.strikes(name) !== true) return false;
    this.count(name, about);
    return true;
  }

  /** Counts a fault that is the result of another. */
  count(name: Fault, about: About = null): void {
    this.struck.set(name, (this.struck.get(name) ?? 0) + 1);
    this.onStrike(name, about);
  }
}
