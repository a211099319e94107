import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.mjs";
import { type PackedPackage, packAndInstall, root, run, tool } from "./workspace.js";

let packed: PackedPackage;
beforeAll(() => {
  packed = packAndInstall();
  for (const file of ["consumer.ts", "consumer.mjs", "deep-consumer.mjs", "fields-consumer.mjs"]) {
    copyFileSync(join(root, "test/package", file), join(packed.project, file));
  }
}, 300_000);
afterAll(() => packed?.remove());

/** What a consumer's first use prints when it imports the package in Node. */
function firstUseInNode(consumer = "consumer.mjs"): unknown {
  const url = pathToFileURL(join(packed.project, consumer));
  const code = `import { firstUse } from "${url}"; console.log(JSON.stringify(await firstUse()));`;
  const args = ["--input-type=module", "--eval", code];
  return JSON.parse(run(process.execPath, args, packed.project));
}

/** Bundles the consumer for a browser, or fails: a Node built-in does not resolve there. */
async function bundleForBrowser(contents: string): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: packed.project, sourcefile: "page.mjs" },
    absWorkingDir: packed.project,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
  });
  expect(Object.values(result.metafile.outputs).flatMap((output) => output.imports)).toEqual([]);
  return result.outputFiles[0].text;
}

it("holds the built package and its papers, and nothing else", () => {
  const allowed =
    /^(dist\/(index|deep|fields|autodiff|node|cli|worker|chunk-\w+)\.js|dist\/types\/.+\.d\.ts|package\.json|README\.md|LICENSE|CHANGELOG\.md|CITATION\.cff)$/;
  expect(packed.files.filter((file) => !allowed.test(file))).toEqual([]);
  expect(packed.files).toContain("LICENSE");
  expect(packed.files).toContain("README.md");
});

it("simulates, fits, forecasts and scores in Node", () => {
  expect(firstUseInNode()).toMatchObject({
    counts: expect.any(Array),
    coefficients: expect.arrayContaining([["m=0", expect.any(Number)]]),
  });
});

it("fits a deep model with a law and an observable of one's own in Node", () => {
  const used = firstUseInNode("deep-consumer.mjs");
  expect(used).toMatchObject({ model: "virtual-observables", tag: "InvalidParameter" });
});

it("simulates, fits and forecasts fields in Node", () => {
  const used = firstUseInNode("fields-consumer.mjs");
  expect(used).toMatchObject({ model: "multiscale-sde", tag: "InvalidParameter" });
});

it("installs no TensorFlow.js, and says what to do where it is asked for", () => {
  const code = `import { loadTensorflow } from "coarsegrain";
    console.log(await loadTensorflow().catch((error) => JSON.stringify([error, error.message])));`;
  const args = ["--input-type=module", "--eval", code];
  const [error, message] = JSON.parse(run(process.execPath, args, packed.project));
  expect(error).toMatchObject({ tag: "UnsupportedEngine", fields: { feature: "TensorFlow.js" } });
  expect(message).toContain("npm install @tensorflow/tfjs");
});

it("runs its command line", () => {
  const bin = join(packed.project, "node_modules/.bin/coarsegrain");
  const list = JSON.parse(run(bin, ["list", "--json"], packed.project));
  expect(JSON.stringify(list)).toContain("advection-diffusion");
  expect(JSON.stringify(list)).toContain("sparse-bayes");
});

describe("its types", () => {
  it.each([
    ["nodenext", "nodenext"],
    ["bundler", "esnext"],
  ])("serve a consumer that resolves by %s", (moduleResolution, module) => {
    const config = join(packed.project, "tsconfig.json");
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: "es2022",
      lib: ["es2023", "dom"],
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
      module,
      moduleResolution,
    };
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    expect(run(tool("tsc"), ["-p", config], packed.project)).toBe("");
    rmSync(config);
  });

  it("resolve in every way that an ES module is imported", () => {
    run(tool("attw"), [packed.tarball, "--profile", "esm-only"], root);
  });
});

it("has a manifest that agrees with its files", () => {
  run(tool("publint"), [packed.tarball, "--strict"], root);
});

describe("in a browser", () => {
  /** Runs a consumer's first use on a page, and says what the page fetched. */
  async function firstUseOnPage(consumer: string) {
    const script = await bundleForBrowser(`${consumer}\nwindow.firstUse = firstUse;`);
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
    try {
      const page = await browser.newPage();
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.addScriptTag({ content: script, type: "module" });
      await page.waitForFunction("window.firstUse !== undefined");
      const used = await page.evaluate("window.firstUse().then(JSON.stringify)");
      return {
        used: JSON.parse(used as string),
        fetched: requests.filter((url) => !url.startsWith("blob:")),
      };
    } finally {
      await browser.close();
    }
  }

  it.each(["coarsegrain", "coarsegrain/browser", "coarsegrain/deep"])(
    "%s gives the same numbers as in Node, and fetches nothing",
    async (name) => {
      const consumer = readFileSync(join(packed.project, "consumer.mjs"), "utf8");
      const { used, fetched } = await firstUseOnPage(
        consumer.replace(`from "coarsegrain"`, `from "${name}"`),
      );
      expect(used).toEqual(firstUseInNode());
      expect(fetched).toEqual([]);
    },
  );

  it.each([
    ["a deep fit with a law and an observable of one's own", "deep-consumer.mjs"],
    ["fields, their model and its forecast", "fields-consumer.mjs"],
  ])("%s: the same numbers as in Node", async (_, name) => {
    const consumer = readFileSync(join(packed.project, name), "utf8");
    const { used, fetched } = await firstUseOnPage(consumer);
    expect(used).toEqual(firstUseInNode(name));
    expect(fetched).toEqual([]);
  });

  /** Minified and compressed, as a page would load it. */
  async function weigh(contents: string): Promise<number> {
    const script = await bundleForBrowser(contents);
    const compressed = gzipSync(script, { level: 9 }).length;
    console.log(`${contents}: ${script.length} bytes minified, ${compressed} compressed`);
    return compressed;
  }

  it("weighs at most 82 kB with the models of the plain entry and every system in it", async () => {
    expect(await weigh(`export * from "coarsegrain/browser";`)).toBeLessThanOrEqual(82_000);
  });

  it("weighs at most 62.5 kB for a page that simulates, fits, forecasts and scores", async () => {
    const names = "advectionDiffusion, fit, score, simulate, sparseBayes";
    const weight = await weigh(`export { ${names} } from "coarsegrain/browser";`);
    expect(weight).toBeLessThanOrEqual(62_500);
  });

  it("weighs at most 125 kB with every model, deep ones too", async () => {
    expect(await weigh(`export * from "coarsegrain/deep";`)).toBeLessThanOrEqual(125_000);
  });

  it("weighs at most 106 kB for fields, with their simulations, models and baselines", async () => {
    expect(await weigh(`export * from "coarsegrain/fields";`)).toBeLessThanOrEqual(106_000);
  });

  it("weighs at most 24 kB for the networks alone", async () => {
    expect(await weigh(`export * from "coarsegrain/autodiff";`)).toBeLessThanOrEqual(24_000);
  });

  it("weighs a fraction of that for a page that only scores: no kernels, no worker", async () => {
    const script = await bundleForBrowser(`export { coverageByLevel } from "coarsegrain/browser";`);
    expect(script.length).toBeLessThan(15_000);
  });
});

it("is small to install", () => {
  expect(statSync(packed.tarball).size).toBeLessThan(1_050_000);
});
