/** A step of training of each form of the multiscale model, on four trajectories of Burgers' equation: 1001 times x 1000 points. */
import { instantiateNetworkKernel } from "../src/kernel/network/load.js";
import { formFor, forms } from "../src/models/multiscale-sde/forms.js";
import { resolveMultiscaleSde } from "../src/models/multiscale-sde/parameters.js";
import { burgersField } from "../src/simulate/fields/burgers-field.js";
import { simulateFields } from "../src/simulate/fields/simulate.js";
import { type Figure, runBench } from "./harness.js";

const source = simulateFields(burgersField(), { sequences: 4, seed: 1 });
const [from, to] = [50, 250];

/** Milliseconds of this process's own time in a step, over 200 of them, after those in which the engine compiles. */
async function stepTime(name: string): Promise<number> {
  const asked = resolveMultiscaleSde({ form: name, steps: to });
  const { form, parameters } = formFor(asked, source.grid);
  const network = await instantiateNetworkKernel();
  const prepared = await form.prepare(network, source, [0, 1, 2, 3], parameters, {});
  const at = new Map<number, number>();
  await prepared.learn({
    seed: 1,
    onProgress: ({ phase, done }) => {
      if (phase === "fit" && !at.has(done)) at.set(done, process.cpuUsage().user / 1000);
    },
  });
  return ((at.get(to) ?? Number.NaN) - (at.get(from) ?? Number.NaN)) / (to - from);
}

await runBench(
  "multiscale-forms",
  forms.map(
    ({ name }): Figure => ({
      name: `${name}: a step of training, processor time`,
      unit: "ms",
      figure: () => stepTime(name),
    }),
  ),
);
