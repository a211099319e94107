import { expect, it } from "vitest";
import { fit } from "../../../../src/models/fit.js";
import { layersModelLaw } from "../../../../src/models/virtual-observables/own-network/layers-model-law.js";
import {
  restoreVirtualObservables,
  virtualObservables,
  virtualObservablesModel,
} from "../../../../src/models/virtual-observables/virtual-observables.js";
import { advectionDiffusion } from "../../../../src/simulate/advection-diffusion.js";
import { simulate } from "../../../../src/simulate/simulate.js";
import { memoryStorage } from "../../../../src/store/memory.js";
import { readGroup } from "../../../../src/store/read-group.js";
import { writeGroup } from "../../../../src/store/write-group.js";
import { denseModel, tf } from "./models.js";

const data = await simulate(advectionDiffusion({ walkers: 2000 }), {
  sequences: 8,
  steps: 2,
  seed: 1,
});
const { bins } = data.grid;
const request = { steps: 3, draws: 10, seed: 3 };

it.each(["living", "anew"])(
  "learns, forecasts, is saved and restored: walkers=%s",
  async (walkers) => {
    const law = layersModelLaw(tf, await denseModel(bins, 8, 0.02));
    const tensors = tf.memory().numTensors;
    const configured = virtualObservables({ walkers, steps: 60 }, { law });
    const posterior = await fit(data, configured, { seed: 2 });
    const { bound } = posterior;
    expect(bound[bound.length - 1]).toBeGreaterThan(bound[0]);
    expect(posterior.law.parameters[0].values).not.toEqual(law.parameters[0].values);
    const ensemble = await posterior.forecast(data.at(0), request);
    expect(tf.memory().numTensors).toBe(tensors);

    const storage = memoryStorage();
    await writeGroup(storage, posterior.toGroup());
    const group = await readGroup(storage);
    const again = await restoreVirtualObservables(group, {
      law: layersModelLaw(tf, await denseModel(bins, 8)),
    });
    const { lower, upper } = (await again.forecast(data.at(0), request)).interval(0.5);
    expect(lower).toEqual(ensemble.interval(0.5).lower);
    expect(upper).toEqual(ensemble.interval(0.5).upper);

    await expect(virtualObservablesModel.fromGroup(group)).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringContaining("restoreVirtualObservables(group, { law })"),
    });
    const conserving = layersModelLaw(tf, await denseModel(bins, 8), { conserving: true });
    await expect(restoreVirtualObservables(group, { law: conserving })).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringContaining('"own-network-conserving"'),
    });
    const other = layersModelLaw(tf, await denseModel(bins, 7));
    await expect(restoreVirtualObservables(group, { law: other })).rejects.toMatchObject({
      tag: "InvalidData",
      message: expect.stringContaining(`network_1_kernel ${bins} x 8`),
    });
  },
);
