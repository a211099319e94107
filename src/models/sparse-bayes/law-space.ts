import type { FeatureOffsets } from "../../kernel/features.js";
import { reserveOffsets } from "../../kernel/features.js";
import type { Kernel } from "../../kernel/load.js";
import type { Region } from "../../kernel/memory.js";
import { mostFactors } from "../../monomials.js";
import { type Feature, libraryFeatures, packOffsets } from "../law/features.js";
import type { SparseBayesParameters } from "./parameters.js";

type Reals = Region<Float64Array>;

/** The features of the law, and scratch in linear memory for vectors and matrices over them. */
export interface LawSpace {
  readonly kernel: Kernel;
  readonly parameters: SparseBayesParameters;
  readonly features: readonly Feature[];
  /** Offsets of all features. */
  readonly packedOffsets: Int32Array;
  /** Offsets of the active features. */
  readonly offsets: Region<Int32Array>;
  /** Coefficients of the active features. */
  readonly theta: Reals;
  readonly matrix: Reals;
  readonly inverse: Reals;
  readonly vector: Reals;
  readonly variances: Reals;
}

export function createLawSpace(kernel: Kernel, parameters: SparseBayesParameters): LawSpace {
  const features = libraryFeatures(parameters);
  const size = features.length;
  const { arena } = kernel;
  return {
    kernel,
    parameters,
    features,
    packedOffsets: packOffsets(features, parameters.range),
    offsets: reserveOffsets(kernel, size),
    theta: arena.f64(size),
    matrix: arena.f64(size * size),
    inverse: arena.f64(size * size),
    vector: arena.f64(size),
    variances: arena.f64(size),
  };
}

/** The active features as the kernels take them. */
export function activeSet(space: LawSpace, active: Int32Array): FeatureOffsets {
  const { packedOffsets } = space;
  const offsets = space.offsets.view;
  for (let k = 0; k < active.length; k++) {
    for (let f = 0; f < mostFactors; f++) {
      offsets[mostFactors * k + f] = packedOffsets[mostFactors * active[k] + f];
    }
  }
  return { offsets: space.offsets, features: active.length };
}
