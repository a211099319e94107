/** The value and its first three derivatives. */
const orders = 4;

/**
 * The least-squares polynomial over equidistant points 0 .. window - 1, evaluated anywhere: by polynomials that are orthonormal over
 * the points, from their three-term recurrence.
 *
 * @param window points, odd
 * @param at the place, in units of the spacing from the first point
 * @returns weights of the points for the value and for the first three derivatives per spacing, [point] each
 */
export function localPolynomial(window: number, degree: number, at: number): Float64Array[] {
  const half = (window - 1) / 2;
  const unit = half > 0 ? 1 / half : 1;
  const x = Float64Array.from({ length: window }, (_, i) => (i - half) * unit);
  const place = (at - half) * unit;
  const weights = Array.from({ length: orders }, () => new Float64Array(window));
  let [before, now] = [new Float64Array(window), new Float64Array(window).fill(1)];
  // Derivatives of both at the place, by order.
  let [valuesBefore, values] = [new Float64Array(orders), Float64Array.of(1, 0, 0, 0)];
  for (let k = 0; ; k++) {
    const norm = Math.sqrt(now.reduce((sum, p) => sum + p * p, 0));
    now = now.map((p) => p / norm);
    values = values.map((v) => v / norm);
    for (let order = 0; order < orders; order++) {
      for (let i = 0; i < window; i++) weights[order][i] += values[order] * now[i];
    }
    if (k === degree) break;
    // The points are symmetric about 0, so that x p_k has no part along p_k.
    const overlap = x.reduce((sum, xi, i) => sum + xi * now[i] * before[i], 0);
    const next = now.map((p, i) => x[i] * p - overlap * before[i]);
    const nextValues = values.map((v, order) => {
      const lower = order > 0 ? order * values[order - 1] : 0;
      return place * v + lower - overlap * valuesBefore[order];
    });
    [before, now, valuesBefore, values] = [now, next, values, nextValues];
  }
  let scale = 1;
  for (const row of weights) {
    for (let i = 0; i < window; i++) row[i] *= scale;
    scale *= unit;
  }
  return weights;
}
