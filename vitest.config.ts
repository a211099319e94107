import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { browserWorkerForVite } from "./scripts/browser-worker.mjs";
import { chromiumFlags, chromiumPath } from "./scripts/chromium.mjs";
import { inlineWasmForVite } from "./scripts/wasm-plugin.mjs";

/**
 * Tests that need files, threads or child processes end in `.node.test.ts`; all others run in both Node
 * and Chromium. Those of test/package/ use what was built and packed, as a consumer would.
 */
export default defineConfig({
  plugins: [inlineWasmForVite(), browserWorkerForVite()],
  server: {
    host: "127.0.0.1",
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
  },
  test: {
    testTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["src/**/*.d.ts"],
      reporter: ["text-summary", "json-summary", "html"],
      reportOnFailure: true,
      thresholds: { lines: 75, functions: 70, branches: 70, statements: 75 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/package/**"],
        },
      },
      {
        extends: true,
        test: { name: "package", environment: "node", include: ["test/package/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "chromium",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.node.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            api: { host: "127.0.0.1" },
            provider: playwright({
              launchOptions: { executablePath: chromiumPath(), args: chromiumFlags },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
