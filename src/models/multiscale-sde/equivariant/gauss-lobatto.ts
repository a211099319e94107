/**
 * Points and weights of the Gauss-Lobatto rule with 7 points on [0, 1], its ends among them: exact for polynomials of degree 11
 * (Abramowitz & Stegun, table 25.6).
 */
export const gaussLobatto = {
  points: [
    -1, -0.830223896278567, -0.468848793470714, 0, 0.468848793470714, 0.830223896278567, 1,
  ].map((x) => (1 + x) / 2),
  weights: [
    0.047619047619048, 0.276826047361566, 0.431745381209863, 0.487619047619048, 0.431745381209863,
    0.276826047361566, 0.047619047619048,
  ].map((w) => w / 2),
} as const;
