/** |x - y| / |y|, each over all numbers. */
export function normRelative(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < y.length; i++) {
    difference += (x[i] - y[i]) ** 2;
    size += y[i] ** 2;
  }
  return Math.sqrt(difference / (size + 1e-300));
}
