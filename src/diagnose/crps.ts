/**
 * Sum over observations of the continuous ranked probability score (CRPS) of an ensemble,
 *
 *     CRPS(F, y) = E|x - y| - E|x - x'| / 2 = integral of (F(z) - [y <= z])^2 dz,
 *
 * with x and x' independent draws from the empirical distribution F of the members (Gneiting & Raftery 2007,
 * Eq. 21). One pass over the sorted values; in the unit of the values, 0 if all equal y.
 *
 * @param members ascending, at least one
 * @param observed ascending
 */
export function crpsSum(members: ArrayLike<number>, observed: ArrayLike<number>): number {
  const n = members.length;
  let total = 0;
  // Sum over pairs i < j of x_j - x_i.
  let pairs = 0;
  for (let i = 0; i < n; i++) {
    total += members[i];
    pairs += (2 * i - n + 1) * members[i];
  }
  let sum = 0;
  let below = 0;
  let partial = 0;
  for (let k = 0; k < observed.length; k++) {
    const y = observed[k];
    while (below < n && members[below] <= y) partial += members[below++];
    sum += y * (2 * below - n) + total - 2 * partial;
  }
  return sum / n - (observed.length * pairs) / n / n;
}
