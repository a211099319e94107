import { describe, expect, it } from "vitest";
import { instantiateKernel } from "../../../src/kernel/load.js";
import { representationNoise } from "../../../src/models/multiscale-sde/representation.js";

const kernel = await instantiateKernel();

describe.each([
  ["a ring", { domain: [[0, 1] as const], points: [200], periodic: true }],
  [
    "a walled square",
    { domain: [[0, 1] as const, [0, 1] as const], points: [60, 110], periodic: false },
  ],
])("noise of what a decoder misses, on %s", (_, grid) => {
  const points = grid.points.reduce((product, n) => product * n, 1);
  const deviation = Float32Array.from({ length: points }, (_, i) => 1 + (i % 3));
  const drawn = (draws: number[]) => {
    const fields = new Float32Array(draws.length * points);
    representationNoise(kernel, deviation, grid)(fields, { draws, seed: 5 });
    return fields;
  };

  it("has the deviation of each point, at walls too, and is correlated with its neighbours", () => {
    const draws = Array.from({ length: 400 }, (_, i) => 2 * i);
    const fields = drawn(draws);
    // Points apart are independent; the ends are among those looked at.
    const looked = [0, 1, Math.floor(points / 2), points - 1];
    for (const x of looked) {
      const values = draws.map((_, i) => fields[i * points + x] / deviation[x]);
      const variance = values.reduce((sum, u) => sum + u * u, 0) / draws.length;
      // 400 normals: a standard deviation of .07.
      expect(Math.abs(variance - 1)).toBeLessThan(0.25);
    }
    let together = 0;
    for (let i = 0; i < draws.length; i++) {
      const at = i * points + Math.floor(points / 2);
      const x = Math.floor(points / 2);
      together += (fields[at] / deviation[x]) * (fields[at + 1] / deviation[x + 1]);
    }
    // Neighbourhoods are of 3 to 5 points, all but one of which neighbours share.
    expect(together / draws.length).toBeGreaterThan(0.3);
  });

  it("is the same for a draw wherever it stands, and the other sign for its twin", () => {
    const some = drawn([6, 7, 2]);
    const other = drawn([2, 6]);
    expect(other.subarray(0, points)).toEqual(some.subarray(2 * points));
    expect(other.subarray(points)).toEqual(some.subarray(0, points));
    for (let x = 0; x < points; x++) expect(some[points + x]).toBe(-some[x]);
  });
});
