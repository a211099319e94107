import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../../scripts/chromium.mjs";

/** A fit on a page. */
export interface PageFit {
  /** Of the fit alone, as they pass. */
  readonly seconds: number;
  /** The same, of the page's thread: what a loaded machine takes away does not count. */
  readonly threadSeconds: number;
  readonly bound: readonly number[];
}

/** Runs in the page: simulates, then fits. */
const script = `
  import { findFieldSystem, multiscaleSde, simulateFields } from "/fields.js";
  window.prepare = async (system, sequences) => {
    const source = simulateFields(findFieldSystem(system).configure({}), { sequences, seed: 1 });
    const held = [];
    for (let i = 0; i < sequences; i++) held.push(await source.sequence(i));
    window.source = { ...source, sequence: async (i) => held[i] };
  };
  window.fit = async (given) => {
    const start = performance.now();
    const { bound } = await multiscaleSde(given).fit(window.source, { seed: 1 });
    return { seconds: (performance.now() - start) / 1000, bound: [...bound] };
  };`;

/** A server of the entry for fields, as the package has it. */
async function serve() {
  const folder = mkdtempSync(join(tmpdir(), "coarsegrain-bench-"));
  // By its place in the repository, which the script looks for from its own.
  const { bundleBrowser } = await import(pathToFileURL(resolve("scripts/bundle.mjs")).href);
  await bundleBrowser(folder, { entry: "src/fields.ts", name: "fields", first: [] });
  const entry = readFileSync(join(folder, "fields.js"));
  rmSync(folder, { recursive: true });
  const server = createServer(({ url }, response) => {
    const isEntry = url === "/fields.js";
    response.setHeader("Content-Type", isEntry ? "text/javascript" : "text/html");
    response.end(isEntry ? entry : `<!doctype html><script type="module">${script}</script>`);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}

/** Fits the model to 9 trajectories of a system on a page of Chromium. */
export async function fitOnPage(
  system: string,
  given: { readonly [name: string]: string | number },
): Promise<PageFit> {
  const server = await serve();
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumFlags });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("window.fit !== undefined");
    await page.evaluate(`window.prepare("${system}", 9)`);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const threadTime = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN;
    };
    const before = await threadTime();
    const fitted = await page.evaluate(`window.fit(${JSON.stringify(given)})`);
    const threadSeconds = (await threadTime()) - before;
    return { ...(fitted as Omit<PageFit, "threadSeconds">), threadSeconds };
  } finally {
    await browser.close();
    server.close();
  }
}
