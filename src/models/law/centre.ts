/** States with their mean over the bins removed: softmax cannot see it, so the law must not use it. */
export function centre(states: Float64Array, bins: number): Float64Array {
  const centred = states.slice();
  for (let from = 0; from < centred.length; from += bins) {
    const row = centred.subarray(from, from + bins);
    let sum = 0;
    for (const x of row) sum += x;
    const mean = sum / bins;
    for (let j = 0; j < bins; j++) row[j] -= mean;
  }
  return centred;
}
