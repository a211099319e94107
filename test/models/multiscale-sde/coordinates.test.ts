import { describe, expect, it } from "vitest";
import { FieldDataset } from "../../../src/dataset/field-dataset.js";
import { instantiateNetworkKernel } from "../../../src/kernel/network/load.js";
import { cellMesh, neighbours } from "../../../src/models/multiscale-sde/cells.js";
import { createCoordinates, encode } from "../../../src/models/multiscale-sde/pod/coordinates.js";
import { podModes, projector } from "../../../src/models/multiscale-sde/pod/modes.js";
import { momentsOf } from "../../../src/models/multiscale-sde/pod/moments.js";
import {
  type SavitzkyGolayWeights,
  savitzkyGolayWeights,
} from "../../../src/models/multiscale-sde/savitzky-golay.js";
import { symmetricEigen } from "../../../src/models/multiscale-sde/symmetric-eigen.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";
import { waves } from "./waves.js";

const data = waves();
const [points, times] = [60, 61];
const all = [0, 1, 2, 3];
const network = await instantiateNetworkKernel();

describe("cells", () => {
  it("are blocks of points, in two dimensions too", () => {
    const grid = { domain: [], points: [4, 6], periodic: false } as const;
    const mesh = cellMesh(grid, [2, 3]);
    expect(Array.from(mesh.cellOf.subarray(0, 12))).toEqual([0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
    expect(Array.from(mesh.phaseOf.subarray(0, 12))).toEqual([0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3]);
    expect(mesh.cellOf[23]).toBe(5);
  });

  it("have neighbours round a ring, and end at walls", () => {
    const mesh = (periodic: boolean) => cellMesh({ domain: [[0, 1]], points: [15], periodic }, [5]);
    expect(Array.from(neighbours(mesh(true), 1).subarray(0, 3))).toEqual([4, 0, 1]);
    expect(Array.from(neighbours(mesh(false), 1).subarray(0, 3))).toEqual([0, 0, 1]);
    expect(() => neighbours(mesh(true), 3)).toThrow("reach");
  });
});

describe("modes", () => {
  it("are those of the covariance of the snapshots", async () => {
    const { modes, scale, energy, count } = await podModes(data, all, { count: 4, stride: 1 });
    const covariance = new Float64Array(points * points);
    let squares = 0;
    for (let row = 0; row < data.field.length; row += points) {
      for (let i = 0; i < points; i++) {
        squares += data.field[row + i] ** 2;
        for (let j = 0; j < points; j++) {
          covariance[i * points + j] += data.field[row + i] * data.field[row + j];
        }
      }
    }
    const slow = symmetricEigen(covariance, points);
    expect(scale).toBeCloseTo(Math.sqrt(squares / data.field.length), 7);
    for (let k = 0; k < count; k++) {
      let dot = 0;
      for (let x = 0; x < points; x++) dot += modes[x * count + k] * slow.vectors[k * points + x];
      expect(Math.abs(dot) / (scale * Math.sqrt(points))).toBeCloseTo(1, 5);
      expect(energy[k]).toBeCloseTo(slow.values[k] / squares, 6);
    }
  });

  it("rise from the noise once snapshots are smoothed in time", async () => {
    const generator = new Xoshiro128([3, 1, 2, 3]);
    const longer = waves(8, 301);
    // Of variance 12: the second wavelength is below where modes can be told from noise, (points / snapshots)^1/2 of it.
    const field = longer.field.map((u) => u + 12 * (generator.next() / 2 ** 32 - 0.5));
    const noisy = new FieldDataset({ ...longer, field });
    const eight = Array.from({ length: 8 }, (_, i) => i);
    const pure = await podModes(longer, eight, { count: 4, stride: 1 });
    /** How many of the four modes lie outside the span of those of the waves. */
    const outside = async (smoothing?: SavitzkyGolayWeights) => {
      const { modes, scale } = await podModes(noisy, eight, { count: 4, stride: 1, smoothing });
      let inside = 0;
      for (let k = 0; k < 4; k++) {
        for (let l = 0; l < 4; l++) {
          let dot = 0;
          for (let x = 0; x < points; x++) dot += modes[4 * x + k] * pure.modes[4 * x + l];
          inside += (dot / (points * scale * pure.scale)) ** 2;
        }
      }
      return 4 - inside;
    };
    expect(await outside()).toBeGreaterThan(1.5);
    expect(await outside(savitzkyGolayWeights({ window: 21, degree: 3 }))).toBeLessThan(1);
  });

  it("give a field back from its coefficients", async () => {
    const pod = await podModes(data, all, { count: 6, stride: 1 });
    const coefficients = projector(network, pod)(data.field.subarray(0, 3 * points));
    for (let i = 0; i < 3 * points; i++) {
      let u = 0;
      for (let k = 0; k < 6; k++) {
        u += pod.modes[(i % points) * 6 + k] * coefficients[Math.floor(i / points) * 6 + k];
      }
      expect(Math.abs(u - data.field[i])).toBeLessThan(0.02);
    }
  });

  it("refuse more modes than there are snapshots, and fields of zeros", async () => {
    await expect(podModes(data, [0], { count: 40, stride: 4 })).rejects.toThrow("fewer modes");
  });
});

describe("coordinates", () => {
  it("are averages of the cells, and numbers of unit variance that they do not tell", async () => {
    const pod = await podModes(data, all, { count: 6, stride: 1 });
    const coefficients = projector(network, pod)(data.field);
    const mesh = cellMesh(data.grid, [10]);
    const moments = momentsOf([coefficients], 6);
    const coordinates = createCoordinates(pod, mesh, moments, { micro: 2, reach: 1 });
    const states = encode(coordinates, coefficients, true);
    const snapshots = 4 * times;
    for (let t = 0; t < snapshots; t += 50) {
      for (let cell = 0; cell < 10; cell++) {
        let average = 0;
        for (let i = 0; i < 6; i++) average += data.field[t * points + 6 * cell + i] / 6;
        expect(Math.abs(states[t * 12 + cell] * pod.scale - average)).toBeLessThan(0.01);
      }
    }
    let variance = 0;
    for (let cell = 0; cell < 10; cell++) {
      let [sum, squares] = [0, 0];
      for (let t = 0; t < snapshots; t++) {
        sum += states[t * 12 + cell];
        squares += states[t * 12 + cell] ** 2;
      }
      expect(coordinates.macroMean[cell]).toBeCloseTo(sum / snapshots, 9);
      variance += (squares / snapshots - (sum / snapshots) ** 2) / 10;
    }
    expect(coordinates.macroSpread).toBeCloseTo(Math.sqrt(variance), 9);
    for (let k = 10; k < 12; k++) {
      let [sum, squares] = [0, 0];
      for (let t = 0; t < snapshots; t++) {
        sum += states[t * 12 + k];
        squares += states[t * 12 + k] ** 2;
      }
      expect(sum / snapshots).toBeCloseTo(0, 6);
      expect(squares / snapshots).toBeCloseTo(1, 4);
    }
  });

  it("decode better, the more microscale numbers they have", async () => {
    const pod = await podModes(data, all, { count: 6, stride: 1 });
    const coefficients = projector(network, pod)(data.field);
    const mesh = cellMesh(data.grid, [5]);
    const left = [0, 1, 2, 3].map((micro) => {
      const moments = momentsOf([coefficients], 6);
      const made = createCoordinates(pod, mesh, moments, { micro, reach: 1 });
      return made.left.reduce((sum, x) => sum + x * x, 0);
    });
    for (let k = 1; k < left.length; k++) expect(left[k]).toBeLessThan(left[k - 1]);
  });
});
