import { defineConfig } from "vitest/config";

/** Reads our own packages from their sources, so that no test ever sees a stale build. */
const conditions = ["@holdfast/source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["{spec,core,sdk,adapters,simulator,properties,docs}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    // Processes, because native modules and servers live in them. Test files share one, because
    // loading Effect anew for each would cost more than most files take.
    pool: "forks",
    isolate: false,
    maxWorkers: 2,
    // A test that needs a second try is wrong.
    retry: 0,
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
  },
});
