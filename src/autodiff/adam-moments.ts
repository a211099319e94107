import type { Adam } from "./adam.js";

/** The state of Adam as two arrays, for a file. */
export interface AdamMoments {
  /** Updates done. */
  readonly step: number;
  /** First moments, all parameters one after the other. */
  readonly first: Float64Array;
  /** Second moments, likewise. */
  readonly second: Float64Array;
}

/** Copies the state of Adam. */
export function copyMoments(adam: Adam): AdamMoments {
  const { step, first, second } = adam.state();
  const joined = (moments: typeof first) =>
    Float64Array.from(moments.flatMap((values) => Array.from(values)));
  return { step, first: joined(first), second: joined(second) };
}

/** @throws InvalidData if the state is that of other parameters */
export function restoreMoments(adam: Adam, { step, first, second }: AdamMoments): void {
  const lengths = adam.state().first.map(({ length }) => length);
  const cut = (joined: Float64Array) => {
    let end = 0;
    const parts = lengths.map((length) => {
      end += length;
      return joined.slice(end - length, end);
    });
    // Numbers too many show as one parameter too many.
    return end < joined.length ? [...parts, joined.slice(end)] : parts;
  };
  adam.restore({ step, first: cut(first), second: cut(second) });
}
