/** A plain generator of test inputs (Numerical Recipes' 32-bit linear congruence, high bits). */
export interface Noise {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Nearly standard normal: a sum of twelve uniforms. */
  normal(): number;
  uniforms(n: number, low?: number, high?: number): Float64Array;
  normals(n: number, scale?: number): Float64Array;
}

export function noiseFrom(seed: number): Noise {
  let state = (seed * 2654435761) >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const high = state >>> 8;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (high + (state >>> 8) / 2 ** 24) / 2 ** 24;
  };
  const normal = () => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += uniform();
    return sum;
  };
  return {
    uniform,
    normal,
    uniforms: (n, low = 0, high = 1) =>
      Float64Array.from({ length: n }, () => low + (high - low) * uniform()),
    normals: (n, scale = 1) => Float64Array.from({ length: n }, () => scale * normal()),
  };
}
