import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect, Either } from "effect";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { RESTATE_VARIABLES } from "./environment.ts";
import { settings } from "./settings.ts";
import { settingsProblem, settingsProvider } from "./settings-provider.ts";

describe("settings", () => {
  let folder = "";
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-settings-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (flags: Readonly<Record<string, string>>, file: string | null = null) =>
    settingsProvider(new Map(Object.entries(flags)), file).pipe(
      Effect.flatMap((provider) =>
        Effect.mapError(Effect.withConfigProvider(settings, provider), (error) => ({
          message: settingsProblem(error),
        })),
      ),
      Effect.either,
      Effect.runSync,
    );
  const fileOf = (content: string): string => {
    const file = join(folder, "settings.json");
    writeFileSync(file, content);
    return file;
  };
  const problem = (of: ReturnType<typeof read>): string =>
    Either.isLeft(of) ? of.left.message : "none";

  it("have the defaults of the system we are compatible with", () => {
    const found = Either.getOrThrow(read({}));
    expect(found).toMatchObject({ ingressPort: 8080, adminPort: 9070, host: "127.0.0.1" });
    expect(found.defaults.retryPolicy).toEqual({
      initialIntervalMs: 500,
      exponentiationFactor: 2,
      maxIntervalMs: 60_000,
      maxAttempts: 70,
      onMaxAttempts: "Pause",
    });
  });

  it("are taken from flags before the environment, and from there before the file", () => {
    const file = fileOf('{"ingressPort": 1, "adminPort": 1, "host": "file"}');
    const before = process.env["HOLDFAST_ADMIN_PORT"];
    process.env["HOLDFAST_ADMIN_PORT"] = "2";
    process.env["HOLDFAST_INGRESS_PORT"] = "2";
    try {
      const found = Either.getOrThrow(read({ ingressPort: "3" }, file));
      expect(found).toMatchObject({ ingressPort: 3, adminPort: 2, host: "file" });
    } finally {
      delete process.env["HOLDFAST_INGRESS_PORT"];
      if (before === undefined) delete process.env["HOLDFAST_ADMIN_PORT"];
      else process.env["HOLDFAST_ADMIN_PORT"] = before;
    }
  });

  it("have levels in the file, and durations in words", () => {
    const file = fileOf(
      '{"retryPolicy": {"maxAttempts": "unlimited", "initialInterval": "2 seconds"},' +
        ' "limits": {"maxAttempts": 5}, "abortTimeout": "3 minutes"}',
    );
    const found = Either.getOrThrow(read({}, file));
    expect(found.defaults.retryPolicy).toMatchObject({ maxAttempts: null, initialIntervalMs: 2e3 });
    expect(found.limits.maxAttempts).toBe(5);
    expect(found.defaults.abortTimeoutMs).toBe(180_000);
  });

  describe("by the names of the system we are compatible with", () => {
    const names = [...RESTATE_VARIABLES, "HOLDFAST_ABORT_TIMEOUT"];
    const before = new Map(names.map((name) => [name, process.env[name]]));
    afterEach(() => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    const readWith = (environment: Readonly<Record<string, string>>) => {
      Object.assign(process.env, environment);
      return read({});
    };

    it("are understood", () => {
      const found = readWith({
        RESTATE_BASE_DIR: "/somewhere",
        RESTATE_CLUSTER_NAME: "ours",
        RESTATE_INGRESS__BIND_ADDRESS: "0.0.0.0:18080",
        RESTATE_ADMIN__BIND_ADDRESS: "[::1]:19070",
        RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: "0s",
        RESTATE_WORKER__INVOKER__ABORT_TIMEOUT: "1m 30s",
        RESTATE_WORKER__INVOKER__DISABLE_EAGER_STATE: "true",
        RESTATE_WORKER__INVOKER__MESSAGE_SIZE_LIMIT: "1.5MiB",
        RESTATE_WORKER__INVOKER__REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE: "/keys/own.pem",
        RESTATE_WORKER__CLEANUP_INTERVAL: "1s",
        RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL: "50ms",
        RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: "unlimited",
        RESTATE_DEFAULT_RETRY_POLICY__ON_MAX_ATTEMPTS: "kill",
        RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7: "true",
        RESTATE_LOG_FORMAT: "compact",
      });
      const { defaults, limits, ...others } = Either.getOrThrow(found);
      expect(others).toMatchObject({
        data: "/somewhere",
        clusterName: "ours",
        host: "127.0.0.1",
        ingressHost: "0.0.0.0",
        ingressPort: 18_080,
        adminHost: "::1",
        adminPort: 19_070,
        logFormat: "logfmt",
        requestIdentityPrivateKeyPemFile: "/keys/own.pem",
      });
      expect(limits.maxMessageBytes).toBe(1.5 * 1024 * 1024);
      expect(defaults).toMatchObject({
        inactivityTimeoutMs: 0,
        abortTimeoutMs: 90_000,
        lazyState: true,
        protocolV7: true,
        retryPolicy: { initialIntervalMs: 50, maxAttempts: null, onMaxAttempts: "Kill" },
      });
    });

    it("give way to ours", () => {
      const found = readWith({
        RESTATE_WORKER__INVOKER__ABORT_TIMEOUT: "1m",
        HOLDFAST_ABORT_TIMEOUT: "2 minutes",
      });
      expect(Either.getOrThrow(found).defaults.abortTimeoutMs).toBe(120_000);
    });

    it.each([
      ["RESTATE_INGRESS__BIND_ADDRESS", "8080", /an address and a port, such as/],
      ["RESTATE_WORKER__INVOKER__ABORT_TIMEOUT", "soon", /./],
      ["RESTATE_WORKER__INVOKER__MESSAGE_SIZE_LIMIT", "much", /such as 32MiB/],
      ["RESTATE_LOG_FORMAT", "loud", /one of pretty, compact, json/],
    ])("are refused with their own: %s=%s", (name, value, reason) => {
      const found = problem(readWith({ [name]: value }));
      expect(found).toContain(`${name}='${value}'`);
      expect(found).toMatch(reason);
    });
  });

  it("are refused with the name of the one that is wrong and what it has to be", () => {
    expect(problem(read({ ingressPort: "70000" }))).toMatch(/ingressPort .* 0 to 65535/);
    expect(problem(read({}, fileOf('{"limits": {"maxAttempts": 0}}')))).toMatch(
      /maxAttempts has to be a whole number from 1 up/,
    );
    expect(problem(read({}, fileOf('{"drainGrace": "soon"}')))).toMatch(/drainGrace/);
    expect(problem(read({}, fileOf('{"retries": 3}')))).toMatch(/'retries' is no setting/);
    expect(problem(read({}, fileOf("[]")))).toMatch(/one JSON object/);
    expect(problem(read({}, join(folder, "none.json")))).toMatch(/none\.json cannot be used/);
  });
});
