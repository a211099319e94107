/**
 * Training of the multiscale model, from eight trajectories in memory to its errors on others. Times are those of processors.
 * PyTorch trains the same networks by the same steps, from the same tables and first values. In Chromium the page's bound must
 * be ours to the last bit.
 *
 * With --forms only the steps of all forms are timed. OPENBLAS names a library that PyTorch multiplies with; by default
 * that of Debian's package, where it is installed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectFields } from "../src/dataset/field-source.js";
import { multiscaleSde } from "../src/models/multiscale-sde/multiscale-sde.js";
import { burgersField } from "../src/simulate/fields/burgers-field.js";
import { kdvField } from "../src/simulate/fields/kdv-field.js";
import type { ConfiguredFieldSystem } from "../src/simulate/fields/system.js";
import { type Case, type Figure, median, runBench } from "./harness.js";
import { fitOnPage } from "./multiscale/chromium.js";
import { type ForecastErrors, forecastErrors, heldFields } from "./multiscale/data.js";
import { readLearned, writeWorkload } from "./multiscale/exchange.js";
import { formSteps } from "./multiscale/forms.js";
import { podWorkload } from "./multiscale/workload.js";
import { openBlas, python } from "./peers/external.js";

const given = { form: "pod", micro: 5, steps: 3000 };
const training = [0, 1, 2, 3, 4, 5, 6, 7];
/** The last of the trajectories of a fit, the ninth, validates. */
const sequences = training.length + 1;
const tests = 16;
const fewSteps = 1000;

const folder = mkdtempSync(join(tmpdir(), "coarsegrain-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

const processor = { clock: "processor", rounds: 3 } as const;

/** Errors as figures, in percent. */
function errorFigures(name: string, errors: () => Promise<ForecastErrors>): Figure[] {
  let pending: Promise<ForecastErrors> | undefined;
  const once = () => {
    pending ??= errors();
    return pending;
  };
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const labels = { noisy: "noisy truth", clean: "clean truth", floor: "floor of the noise" };
  return Object.entries(labels).flatMap(([against, label]) =>
    Object.entries({ mean, median }).map(([statistic, of]) => ({
      name: `${name}, ${label}, ${statistic} of ${tests}`,
      unit: "%",
      figure: async () => 100 * of((await once())[against as keyof ForecastErrors]),
    })),
  );
}

async function problem(system: ConfiguredFieldSystem): Promise<(Case | Figure)[]> {
  const { name } = system;
  const source = await heldFields(system, { sequences, seed: 1 });
  const unseen = await heldFields(system, { sequences: tests, seed: 1, offset: 100 });
  const fit = () => multiscaleSde(given).fit(source, { seed: 1 });
  const workload = await podWorkload(source, training, given);
  const [path, out] = [join(folder, name), join(folder, `${name}.learned`)];
  writeWorkload(path, workload);
  const preload = openBlas();
  const torch = (args: readonly (string | number)[], library?: string) =>
    python("multiscale.py", [path, ...args], { module: "torch", preload: library });
  const step = { ...processor, unit: "ms", work: fewSteps, run: () => workload.train(fewSteps) };
  const whole = { ...processor, unit: "s", work: 1 };
  const theirErrors = async () => {
    const { dispersionScale } = await fit();
    return forecastErrors(
      await workload.posterior(readLearned(out, workload), dispersionScale),
      unseen,
    );
  };
  const onPage = async () => {
    const [page, { bound }] = [await fitOnPage(name, given), await fit()];
    if (bound.every((value, i) => value === page.bound[i])) return page;
    throw new Error(
      `${name}: the page's bound ends at ${page.bound.at(-1)}, ours at ${bound.at(-1)}`,
    );
  };
  let page: ReturnType<typeof onPage> | undefined;
  const once = () => {
    page ??= onPage();
    return page;
  };
  const hasTorch = torch([]).unavailable() === undefined;
  return [
    { ...whole, name: `${name}: a fit`, run: fit },
    {
      ...whole,
      name: `${name}: its training`,
      run: () => workload.train(given.steps),
      peers: { torch: torch([given.steps, out], preload) },
    },
    ...errorFigures(`${name}: error`, async () => forecastErrors(await fit(), unseen)),
    ...(hasTorch ? errorFigures(`${name}: PyTorch's error`, theirErrors).slice(0, 4) : []),
    { ...step, name: `${name}: a step`, peers: { torch: torch([fewSteps], preload) } },
    ...(preload === undefined
      ? []
      : [
          {
            ...step,
            name: `${name}: a step, PyTorch as installed`,
            peers: { torch: torch([fewSteps]) },
          },
        ]),
    {
      ...{ clock: "processor", rounds: 1, unit: "s", work: 1 },
      name: `${name}: training of the equivariant form`,
      run: () =>
        multiscaleSde({ form: "equivariant", validation: 0 }).fit(selectFields(source, training), {
          seed: 1,
        }),
    },
    { name: `${name}: a fit in Chromium`, unit: "s", figure: async () => (await once()).seconds },
    {
      name: `${name}: of the page's thread`,
      unit: "s",
      figure: async () => (await once()).threadSeconds,
    },
  ];
}

const burgers = burgersField();
const source = await heldFields(burgers, { sequences, seed: 1 });
const cases = process.argv.includes("--forms")
  ? []
  : [...(await problem(burgers)), ...(await problem(kdvField()))];
await runBench("multiscale", [...cases, ...(await formSteps(source, training))]);
