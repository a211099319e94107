import { expect, it } from "vitest";
import { FieldDataset } from "../../../src/dataset/field-dataset.js";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { fillNormal, openStream } from "../../../src/kernel/random.js";
import { comparedPath } from "../../../src/models/multiscale-sde/compared-path.js";
import { resolveMultiscaleSde } from "../../../src/models/multiscale-sde/parameters.js";

const kernel = await instantiateKernel();
const [points, times, sd] = [60, 201, 0.05];

/** A standing wave under noise of a known size. */
function noisyWave(noise: number | undefined): { data: FieldDataset; clean: Float64Array } {
  const room = kernel.arena.f64(points * times);
  fillNormal(kernel, openStream(kernel, 5, 0, 78), room);
  const clean = Float64Array.from({ length: points * times }, (_, i) => {
    const [t, x] = [Math.floor(i / points) / times, (i % points) / points];
    return Math.cos(4 * t) * Math.sin(2 * Math.PI * x);
  });
  const data = new FieldDataset({
    grid: { domain: [[0, 1]], points: [points], periodic: true },
    time: Float64Array.from({ length: times }, (_, t) => t / 200),
    sequences: 1,
    field: Float32Array.from(clean, (u, i) => u + sd * room.view[i]),
    noise,
    provenance: { version: "0", command: "test", name: "wave", parameters: {}, seed: 0 },
  });
  return { data, clean };
}

it.each([
  ["given", sd],
  ["found from the data", undefined],
])("knows the noise that smoothing leaves and takes away, %s", async (_, noise) => {
  const { data, clean } = noisyWave(noise);
  const path = await comparedPath(data, 0, resolveMultiscaleSde({}));
  expect(path.times.length).toBeGreaterThanOrEqual(20);
  let [left, expected, taken] = [0, 0, 0];
  for (let t = 0; t < path.times.length; t++) {
    const from = Math.round(path.times[t] * 200) * points;
    for (let x = 0; x < points; x++) {
      const smooth = path.smoothed[t * points + x];
      left += (smooth - clean[from + x]) ** 2;
      taken += (path.observed[t * points + x] - smooth) ** 2 / path.removed[t];
      expected += path.leftover[t];
    }
  }
  expect(Math.abs(left / expected - 1)).toBeLessThan(0.15);
  expect(Math.abs(taken / (path.times.length * points) / (sd * sd) - 1)).toBeLessThan(0.1);
});
