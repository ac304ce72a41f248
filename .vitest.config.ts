import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["@holdfast/source"] },
  ssr: { resolve: { conditions: ["@holdfast/source"] } },
  test: { include: ["{spec,core,sdk,adapters,simulator,properties,docs}/**/*.test.ts"], exclude: ["**/node_modules/**", "**/dist/**"] },
});
