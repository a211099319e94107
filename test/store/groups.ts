import type { Group } from "../../src/store/group.js";

/** A posterior with every element type, an edge chunk, a scalar, an empty array and nested groups. */
export function examplePosterior(seed = 1): Group {
  return {
    attributes: {
      coarsegrain: {
        kind: "posterior",
        format: 1,
        version: "0",
        command: "fit",
        name: "m",
        parameters: {},
        seed,
      },
      note: "ümlaut",
    },
    variables: {
      bound: {
        values: Float64Array.of(-3.5, -2, Number.NaN),
        shape: [3],
        dimensions: ["iteration"],
      },
      scalar: { values: Int32Array.of(-7), shape: [], dimensions: [] },
      empty: { values: new Float32Array(0), shape: [0, 4], dimensions: ["none", "four"] },
    },
    groups: {
      posterior: {
        attributes: { chain: 1 },
        variables: {
          theta: {
            values: Float32Array.from({ length: 35 }, (_, i) => i / 3),
            shape: [1, 5, 7],
            dimensions: ["chain", "draw", "feature"],
            chunks: [1, 2, 3],
            attributes: { long_name: "coefficients" },
          },
          active: { values: Uint8Array.of(1, 0, 1), shape: [3], dimensions: ["three"] },
        },
        groups: {
          inner: {
            attributes: {},
            variables: {
              index: { values: Uint32Array.of(2 ** 32 - 1, 0), shape: [2], dimensions: ["two"] },
            },
            groups: {},
          },
        },
      },
      nothing: { attributes: {}, variables: {}, groups: {} },
    },
  };
}
