/** A way of running every scenario: how the servers are set and how the endpoint is spoken to. */
export interface Mode {
  readonly name: string;
  /** Settings of both servers, each by its own names in the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly transport: "http2" | "http1";
}

/** Settings of every mode: quick retries, so that scenarios need not wait for them. */
const COMMON = {
  RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL: "50ms",
  RESTATE_DEFAULT_RETRY_POLICY__MAX_INTERVAL: "200ms",
  HOLDFAST_RETRY_POLICY_INITIAL_INTERVAL: "50 millis",
  HOLDFAST_RETRY_POLICY_MAX_INTERVAL: "200 millis",
};

const ALL: readonly Mode[] = [
  { name: "default", env: COMMON, transport: "http2" },
  {
    name: "always-suspending",
    env: {
      ...COMMON,
      RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: "0s",
      HOLDFAST_INACTIVITY_TIMEOUT: "0 millis",
    },
    transport: "http2",
  },
  { name: "request-response", env: COMMON, transport: "http1" },
];

export const MODES: ReadonlyMap<string, Mode> = new Map(ALL.map((mode) => [mode.name, mode]));
