// log Gamma and its derivative in float64, for arguments above 0.

import { log } from "./math";

// log Gamma(2 + z) = (1 - gamma) z + sum_{k>=2} (-1)^k (zeta(k) - 1) z^k / k, |z| <= 1/2.
const gammaSeries: usize = memory.data<f64>([
  0.42278433509846713, 0.3224670334241132, -0.0673523010531981, 0.020580808427784546,
  -0.007385551028673986, 0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425,
  -0.00022315475845357939, 9.945751278180853e-05, -4.492623673813314e-05, 2.050721277567069e-05,
  -9.439488275268397e-06, 4.374866789907488e-06, -2.039215753801366e-06, 9.55141213040742e-07,
  -4.492469198764566e-07, 2.1207184805554665e-07, -1.0043224823968099e-07, 4.7698101693639804e-08,
  -2.2711094608943164e-08, 1.0838659214896955e-08, -5.183475041970047e-09, 2.4836745438024785e-09,
  -1.1921401405860912e-09, 5.731367241678862e-10, -2.7595228851242334e-10,
], 8);
const gammaTerms: i32 = 27;

function logGammaNearTwo(z: f64): f64 {
  let sum: f64 = 0;
  for (let k = gammaTerms - 1; k >= 0; k--) sum = load<f64>(gammaSeries + ((<usize>k) << 3)) + z * sum;
  return z * sum;
}

/** log Gamma(x) for x > 0; keeps its relative accuracy at the zeros 1 and 2. NaN for x <= 0 or NaN. */
export function logGamma(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? Infinity : NaN;
  if (x >= 10) {
    if (x == Infinity) return x;
    // Stirling's series; the last term is below 1e-16 at 10.
    const i = 1 / x;
    const j = i * i;
    const series = i * (8.333333333333333e-02 + j * (-2.777777777777778e-03 + j * (7.936507936507937e-04
      + j * (-5.952380952380953e-04 + j * (8.417508417508417e-04 + j * (-1.9175269175269176e-03
      + j * (6.410256410256410e-03 - j * 2.955065359477124e-02)))))));
    return (x - 0.5) * (log(x) - 1) + (series + (0.9189385332046728 - 0.5));
  }
  if (x < 0.5) return logGammaNearTwo(x) - log(x * (1 + x));
  if (x < 1.5) return logGammaNearTwo(x - 1) - log(x);
  let product: f64 = 1;
  while (x > 2.5) {
    x -= 1;
    product *= x;
  }
  return logGammaNearTwo(x - 2) + log(product);
}

/** The derivative of log Gamma at x > 0. NaN for x < 0 or NaN, -Infinity at 0. */
export function digamma(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  let shift: f64 = 0;
  while (x < 12) {
    shift += 1 / x;
    x += 1;
  }
  if (x == Infinity) return x;
  const i = 1 / x;
  const j = i * i;
  const series = j * (8.333333333333333e-02 - j * (8.333333333333333e-03 - j * (3.968253968253968e-03
    - j * (4.166666666666667e-03 - j * (7.575757575757576e-03 - j * (2.109279609279609e-02
    - j * 8.333333333333333e-02))))));
  return log(x) - 0.5 * i - series - shift;
}

export function mathLogGamma(x: f64): f64 {
  return logGamma(x);
}

export function mathDigamma(x: f64): f64 {
  return digamma(x);
}
