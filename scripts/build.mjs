/**
 * node scripts/build.mjs           everything: kernels, bundles and declarations into dist/
 * node scripts/build.mjs kernel    the kernels alone
 */
import { spawn } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.mjs";
import { buildKernels } from "./kernels.mjs";
import { root } from "./root.mjs";

function buildDeclarations(outdir) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["-p", "tsconfig.build.json", "--outDir", outdir];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, ...options], { cwd: root, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The declarations were not made (tsc ended with ${code}).`));
    });
  });
}

/** Builds beside dist/ and swaps at the end, so that a failed build leaves the last good one in place. */
async function buildAll() {
  const fresh = join(root, `build/.dist.${process.pid}`);
  const dist = join(root, "dist");
  try {
    const steps = await Promise.allSettled([
      buildDeclarations(join(fresh, "types")),
      buildKernels().then(() => bundle(fresh)),
    ]);
    for (const step of steps) if (step.status === "rejected") throw step.reason;
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

const [what] = process.argv.slice(2);
try {
  if (what === undefined) {
    await buildAll();
  } else if (what === "kernel") {
    await buildKernels();
  } else {
    console.error(`Unknown part "${what}". Usage: node scripts/build.mjs [kernel]`);
    process.exitCode = 2;
  }
} catch (error) {
  // esbuild has shown its own errors.
  if (error.errors === undefined) console.error(error.message);
  process.exitCode = 1;
}
