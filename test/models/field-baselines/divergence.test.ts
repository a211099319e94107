import { expect, it } from "vitest";
import { FieldDataset } from "../../../src/dataset/field-dataset.js";
import { podDmd } from "../../../src/models/pod-dmd/pod-dmd.js";

const [points, times] = [40, 61];

/** Two waves that grow as e^(5 t). */
const growing = new FieldDataset({
  grid: { domain: [[0, 1]], points: [points], periodic: true },
  time: Float64Array.from({ length: times }, (_, t) => t / 100),
  sequences: 3,
  field: Float32Array.from({ length: 3 * times * points }, (_, i) => {
    const [s, t, x] = [Math.floor(i / points / times), Math.floor(i / points) % times, i % points];
    const phase = (2 * Math.PI * x) / points;
    return Math.exp(t / 20) * (Math.sin(phase + s) + 0.3 * Math.cos(2 * phase - s));
  }),
  provenance: { version: "0", command: "test", name: "growth", parameters: {}, seed: 0 },
});

it("a forecast that grows a thousandfold has diverged from that step on, in its ensemble", async () => {
  const posterior = await podDmd.configure({ rank: 4 }).fit(growing);
  const start = { field: growing.field.slice(0, points), time: 0 };
  const ensemble = await posterior.forecast(start, { steps: 200, draws: 1, seed: 0 });
  // e^(5 t) passes 1000 at t = 1.382.
  const [at] = ensemble.divergedAt;
  expect(at).toBeGreaterThan(132);
  expect(at).toBeLessThan(145);
  expect(ensemble.divergedBy(at - 1)).toBe(0);
  expect(ensemble.divergedBy(at)).toBe(1);
  expect(() => ensemble.meanAt(at)).toThrow("diverged");
  // Until then it is right: the law is linear, and found.
  const found = ensemble.meanAt(99);
  for (let x = 0; x < points; x++) {
    expect(Math.abs(found[x] - Math.exp(5) * start.field[x])).toBeLessThan(1);
  }
});
