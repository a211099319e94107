import { describe, expect, it } from "vitest";
import { fieldSize } from "../../../src/dataset/field-grid.js";
import type { FieldSequence } from "../../../src/dataset/field-source.js";
import { instantiateFieldsKernel } from "../../../src/kernel/fields/load.js";
import { burgersField2d } from "../../../src/simulate/fields/burgers-2d-field.js";
import { burgersField } from "../../../src/simulate/fields/burgers-field.js";
import { drawMember } from "../../../src/simulate/fields/family.js";
import { kdvField } from "../../../src/simulate/fields/kdv-field.js";
import { fieldSystems, findFieldSystem } from "../../../src/simulate/fields/registry.js";
import type { ConfiguredFieldSystem } from "../../../src/simulate/fields/system.js";
import { sha256 } from "../../../src/store/digest.js";

const kernel = await instantiateFieldsKernel();
const request = { seed: 3, sequence: 5 };

function bytes({ field, clean }: FieldSequence): Uint8Array {
  const both = new Float32Array(2 * field.length);
  both.set(field);
  both.set(clean ?? [], field.length);
  return new Uint8Array(both.buffer);
}

/** ||a - b|| / ||b|| */
function relative(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return Math.sqrt(difference / size);
}

/** Error of the clean truth against the noisy one: the root of the mean over times of its square. */
function floor(system: ConfiguredFieldSystem, { field, clean = field }: FieldSequence): number {
  const size = fieldSize(system.grid);
  let sum = 0;
  system.time.forEach((_, k) => {
    const at = (values: Float32Array) => values.subarray(k * size, (k + 1) * size);
    sum += relative(at(clean), at(field)) ** 2;
  });
  return Math.sqrt(sum / system.time.length);
}

describe.each([
  [
    "burgers-field",
    { points: 250, steps: 40 },
    "edd26df0c8a223a931cc5e270f782733da2bebeaeb3de3a68c32e7df809b94c5",
  ],
  [
    "kdv-field",
    { points: 250, steps: 40 },
    "7ffb4b986bfa1191bc6c8808fc2473cb7382e06117e16bd7cb8d2d2b4a22f0a7",
  ],
  [
    "burgers-2d-field",
    { points: 32, steps: 20 },
    "1e9a8cbbbe2cc935175cda3dab3f34d0a19290e54397d1fc805d36dd74102f9b",
  ],
])("%s", (name, small, digest) => {
  const system = findFieldSystem(name).configure(small);

  it("makes the same bytes again, also on a used kernel, and others for another index or seed", () => {
    const first = bytes(system.simulateSequence(kernel, request));
    expect(bytes(system.simulateSequence(kernel, request))).toEqual(first);
    expect(bytes(system.simulateSequence(kernel, { ...request, sequence: 6 }))).not.toEqual(first);
    expect(bytes(system.simulateSequence(kernel, { ...request, seed: 4 }))).not.toEqual(first);
  });

  it("makes the same bytes in every engine", async () => {
    expect(await sha256(bytes(system.simulateSequence(kernel, request)))).toBe(digest);
  });

  it("adds white noise of the standard deviation asked for", () => {
    const { field, clean } = system.simulateSequence(kernel, request);
    const noise = field.map((value, i) => (value - clean[i]) / system.noise);
    const moment = (k: number) => noise.reduce((sum, e) => sum + e ** k, 0) / noise.length;
    const error = 1 / Math.sqrt(noise.length);
    expect(Math.abs(moment(1))).toBeLessThan(4 * error);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(6 * error);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(40 * error);
    let pairs = 0;
    for (let i = 1; i < noise.length; i++) pairs += noise[i] * noise[i - 1];
    expect(Math.abs(pairs / noise.length)).toBeLessThan(4 * error);
  });

  it("without noise observes the truth", () => {
    const quiet = findFieldSystem(name).configure({ ...small, noise: 0 });
    const { field, clean } = quiet.simulateSequence(kernel, request);
    expect(field).toEqual(clean);
    expect(clean).toEqual(system.simulateSequence(kernel, request).clean);
  });

  it("gives back the kernel's memory", () => {
    const mark = kernel.arena.mark();
    system.simulateSequence(kernel, request);
    expect(kernel.arena.mark()).toBe(mark);
  });

  it("starts from a given field, and refuses one of another shape", () => {
    const size = fieldSize(system.grid);
    const initial = new Float64Array(size).fill(0.5);
    const { clean } = system.simulateSequence(kernel, { ...request, initial });
    // A constant field stays what it is.
    expect(clean.every((value) => Math.abs(value - 0.5) < 1e-6)).toBe(true);
    expect(() => system.simulateSequence(kernel, { ...request, initial: [1] })).toThrowError(
      new RegExp(`${size} values; received 1`),
    );
  });

  it("refuses trajectories larger than a chunk", () => {
    expect(() => findFieldSystem(name).configure({ points: 4000, steps: 1e6 })).toThrowError(
      /at most 536870912 bytes/,
    );
  });
});

describe("the published families", () => {
  it.each([
    ["Burgers on a line", burgersField(), [0.25, 0.05], [0.01, 0.0025]],
    ["Korteweg-de Vries", kdvField(), [2, 0.1], [1, 0.1]],
    ["Burgers on a square", burgersField2d(), [1, 0.1], [0.2, 0.01]],
  ] as const)(
    "%s: amplitudes and widths are normal, positions stay",
    (_, system, amplitude, width) => {
      const n = 4000;
      const members = Array.from({ length: n }, (_, sequence) =>
        drawMember(kernel, system.parameters, { seed: 1, sequence }),
      );
      for (const [key, [mean, sd]] of [
        ["amplitude", amplitude],
        ["width", width],
      ] as const) {
        const z = members.map((member) => (member[key] - mean) / sd);
        const moment = (k: number) => z.reduce((sum, value) => sum + value ** k, 0) / n;
        expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
        expect(Math.abs(moment(2) - 1)).toBeLessThan(6 / Math.sqrt(n));
        expect(Math.abs(moment(4) - 3)).toBeLessThan(40 / Math.sqrt(n));
      }
      expect(members.every(({ position }) => position === undefined)).toBe(true);
    },
  );

  it("draws random positions uniformly, and leaves amplitude and width alone", () => {
    const n = 4000;
    const { parameters } = burgersField({ position: "random" });
    let sum = 0;
    for (let sequence = 0; sequence < n; sequence++) {
      const member = drawMember(kernel, parameters, { seed: 1, sequence });
      const fixed = drawMember(kernel, { ...parameters, position: "fixed" }, { seed: 1, sequence });
      expect(member.amplitude).toBe(fixed.amplitude);
      expect(member.width).toBe(fixed.width);
      sum += member.position?.[0] ?? Number.NaN;
    }
    expect(Math.abs(sum / n - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
  });

  it("draws widths anew until one is positive, and gives up in the end", () => {
    const wide = burgersField({ widthDeviation: 0.1 });
    for (let sequence = 0; sequence < 200; sequence++) {
      expect(drawMember(kernel, wide.parameters, { seed: 1, sequence }).width).toBeGreaterThan(0);
    }
  });

  it("begins with the published humps and packets", () => {
    const hump = burgersField({ steps: 1, duration: 1e-9, noise: 0 });
    const { amplitude, width } = drawMember(kernel, hump.parameters, request);
    const { clean } = hump.simulateSequence(kernel, request);
    for (const i of [450, 500, 560]) {
      const expected = amplitude * Math.exp(-((i / 1000 - 0.5) ** 2) / width);
      expect(clean[i]).toBeCloseTo(expected, 6);
    }
    const packet = kdvField({ steps: 1, duration: 1e-9, noise: 0 });
    const drawn = drawMember(kernel, packet.parameters, request);
    const start = packet.simulateSequence(kernel, request).clean;
    for (const i of [650, 750, 800]) {
      const x = i / 100;
      const expected = drawn.amplitude * Math.cos(Math.PI * x);
      expect(start[i]).toBeCloseTo(expected * Math.exp(-((x - 7.5) ** 2) / drawn.width), 5);
    }
    const square = burgersField2d({ steps: 1, duration: 1e-9, noise: 0 });
    const member = drawMember(kernel, square.parameters, request);
    const corner = square.simulateSequence(kernel, request).clean;
    const [x, y] = [60 / 127, 20 / 127];
    const r2 = (x - 0.3) ** 2 + (y - 0.3) ** 2;
    const expected = member.amplitude * Math.exp(-r2 / member.width ** 2);
    expect(corner[20 * 128 + 60]).toBeCloseTo(expected, 6);
  });

  it("at a random position turns the fixed trajectory round the ring", () => {
    const options = { points: 200, steps: 10, noise: 0, amplitudeDeviation: 0, widthDeviation: 0 };
    for (const make of [burgersField, kdvField]) {
      const random = make({ ...options, position: "random" });
      const fixed = make({ ...options });
      const size = fixed.grid.points[0];
      const ends = [random, fixed].map((system) =>
        system.simulateSequence(kernel, request).clean.slice(-size),
      );
      const { position } = drawMember(kernel, random.parameters, request);
      const shift = size * (position?.[0] ?? 0);
      const shifted = Float64Array.from(ends[0], (_, i) => {
        // The fixed one between its points, by cubic interpolation.
        const at = i - shift;
        const j = Math.floor(at);
        const f = at - j;
        const v = [-1, 0, 1, 2].map((k) => ends[1][(j + k + 2 * size) % size]);
        return (
          v[1] +
          0.5 *
            f *
            (v[2] -
              v[0] +
              f * (2 * v[0] - 5 * v[1] + 4 * v[2] - v[3] + f * (3 * (v[1] - v[2]) + v[3] - v[0])))
        );
      });
      expect(relative(ends[0], shifted)).toBeLessThan(0.02);
    }
  });

  it("is symmetric on the square from the fixed position", () => {
    const system = burgersField2d({ points: 48, steps: 20, noise: 0 });
    const { clean } = system.simulateSequence(kernel, request);
    const last = clean.subarray(20 * 48 * 48);
    for (let i = 0; i < 48; i++) {
      for (let j = 0; j < i; j++) expect(last[i * 48 + j]).toBe(last[j * 48 + i]);
    }
  });
});

describe("the default discretisations", () => {
  it.each([
    ["burgers-field", 2, 4e-6],
    ["kdv-field", 1, 2e-7],
  ])("%s agrees with a quarter of its step", (name, subSteps, bound) => {
    const line = findFieldSystem(name);
    const { clean } = line.configure({}).simulateSequence(kernel, request);
    const same = line.configure({ subSteps }).simulateSequence(kernel, request);
    expect(relative(same.clean, clean)).toBe(0);
    const finer = line.configure({ subSteps: 4 * subSteps }).simulateSequence(kernel, request);
    expect(relative(clean, finer.clean)).toBeLessThan(bound);
  });

  it("burgers-2d-field agrees with a quarter of its step", () => {
    const options = { steps: 500, duration: 0.5 };
    const { clean } = burgersField2d(options).simulateSequence(kernel, request);
    const finer = burgersField2d({ ...options, subSteps: 4 }).simulateSequence(kernel, request);
    expect(relative(clean, finer.clean)).toBeLessThan(6e-5);
  });

  it.each([
    ["burgers-field", 0.011, 0.014],
    ["kdv-field", 0.02, 0.021],
  ])("%s has the published floor of noise, over ten trajectories", (name, low, high) => {
    const system = findFieldSystem(name).configure({});
    const floors = Array.from({ length: 10 }, (_, sequence) =>
      floor(system, system.simulateSequence(kernel, { seed: 1, sequence })),
    );
    const mean = floors.reduce((sum, value) => sum + value, 0) / floors.length;
    expect(mean).toBeGreaterThan(low);
    expect(mean).toBeLessThan(high);
  });

  it("are told apart by the stencil: the published one damps", () => {
    const [published, central] = ["published", "central"].map((stencil) => {
      const system = kdvField({ stencil: stencil as "published", steps: 100 });
      const { clean } = system.simulateSequence(kernel, request);
      return clean.subarray(100 * 1000).reduce((sum, value) => sum + value * value, 0);
    });
    expect(published / central).toBeLessThan(0.999);
    expect(published / central).toBeGreaterThan(0.8);
  });
});

it("an unstable step is found out", () => {
  const system = burgersField({ points: 400, viscosity: 0.05, subSteps: 1, steps: 100 });
  expect(() => system.simulateSequence(kernel, request)).toThrowError(/left the finite numbers/);
});

it("the registry names each system once", () => {
  expect(fieldSystems.map(({ name }) => name)).toEqual([
    "burgers-field",
    "kdv-field",
    "burgers-2d-field",
  ]);
  expect(() => findFieldSystem("burger-field")).toThrowError(/Did you mean "burgers-field"/);
});
