/** What a module amounts to. */
export interface Counts {
  /** In the scope that Quint and TypeScript share: states, steps, longest shortest history. */
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** In the wide scope, which only TypeScript explores. */
  readonly wideStates: number;
}

/** The counts of each module. A change here is a change of the specification, to be reviewed. */
export const COUNTS: Readonly<Record<string, Counts>> = {
  lock: { states: 35_643, transitions: 121_862, depth: 14, wideStates: 112_161 },
  gate: { states: 22_788, transitions: 117_513, depth: 20, wideStates: 18_560 },
  steps: { states: 1_331, transitions: 3_630, depth: 9, wideStates: 161_051 },
  progress: { states: 1_369, transitions: 5_106, depth: 16, wideStates: 50_653 },
  journal: { states: 2_713, transitions: 5_134, depth: 15, wideStates: 48_025 },
  waits: { states: 656, transitions: 4_004, depth: 10, wideStates: 103_744 },
  wakeup: { states: 5_931, transitions: 46_794, depth: 14, wideStates: 176_207 },
  timers: { states: 12_962, transitions: 42_499, depth: 9, wideStates: 211_682 },
  alarm: { states: 13_938, transitions: 61_737, depth: 17, wideStates: 101_403 },
  identity: { states: 15_621, transitions: 48_416, depth: 18, wideStates: 84_501 },
  trees: { states: 17_160, transitions: 51_785, depth: 14, wideStates: 134_952 },
  mail: { states: 21, transitions: 30, depth: 10, wideStates: 80_601 },
  outbox: { states: 22_179, transitions: 202_068, depth: 22, wideStates: 193_521 },
  takeover: { states: 6_248, transitions: 24_523, depth: 21, wideStates: 98_903 },
};
