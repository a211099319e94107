/** Slow, plain forms of what src/diagnose computes in one pass. */

/** E|x - y| - E|x - x'| / 2 over all members, by loops. */
export function slowCrps(members: readonly number[], y: number): number {
  const n = members.length;
  let toY = 0;
  let between = 0;
  for (const x of members) {
    toY += Math.abs(x - y);
    for (const other of members) between += Math.abs(x - other);
  }
  return toY / n - between / (2 * n * n);
}

/** The smallest member that at least a fraction p does not exceed. */
export function slowQuantile(members: readonly number[], p: number): number {
  const sorted = [...members].sort((a, b) => a - b);
  const reaches = (x: number) => sorted.filter((other) => other <= x).length >= p * sorted.length;
  return sorted.find(reaches) ?? Number.NaN;
}

/**
 * Distribution function of the rank of y among itself and the members, ties broken evenly, spread over
 * [rank, rank + 1] / (n + 1); at the edges of `cells` cells.
 */
export function slowPit(members: readonly number[], y: number, cells: number): number[] {
  const n = members.length;
  const below = members.filter((x) => x < y).length;
  const equal = members.filter((x) => x === y).length;
  return Array.from({ length: cells + 1 }, (_, edge) => {
    let sum = 0;
    for (let rank = below; rank <= below + equal; rank++) {
      sum += Math.min(1, Math.max(0, (edge / cells) * (n + 1) - rank));
    }
    return sum / (equal + 1);
  });
}
