import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect, Either } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
