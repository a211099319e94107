import { FieldDataset } from "../../../src/dataset/field-dataset.js";

/** Travelling waves of two wavelengths on a ring of 60 points, their amplitudes differing between trajectories. */
export function waves(sequences = 4, times = 61): FieldDataset {
  const points = 60;
  const field = new Float32Array(sequences * times * points);
  for (let s = 0; s < sequences; s++) {
    for (let t = 0; t < times; t++) {
      for (let x = 0; x < points; x++) {
        const phase = 2 * Math.PI * (x / points - t / 100);
        const ripple = 1e-3 * Math.sin(37 * x + 11 * t + s);
        const value = (1 + 0.1 * s) * Math.sin(phase) + 0.3 * Math.cos(2 * phase + s) + ripple;
        field[(s * times + t) * points + x] = value;
      }
    }
  }
  return new FieldDataset({
    grid: { domain: [[0, 1]], points: [points], periodic: true },
    time: Float64Array.from({ length: times }, (_, t) => t / 100),
    sequences,
    field,
    noise: 1e-3,
    provenance: { version: "0", command: "test", name: "waves", parameters: {}, seed: 0 },
  });
}
