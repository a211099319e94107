import {
  configureScheme,
  type EquationModel,
  type Scheme,
  schemeModel,
} from "../known-equation/equation-model.js";
import { type AdvectiveFlux, explicitMean } from "../known-equation/explicit.js";

/** Second order: the flux of the state at the face half a time step on (Richtmyer's two steps). */
export const laxWendroffFlux: AdvectiveFlux = ({ flux }, u, ratio, faces) => {
  const n = u.length;
  for (let i = 0; i < n; i++) {
    const [here, next] = [u[i], u[i + 1 === n ? 0 : i + 1]];
    faces[i] = flux((here + next) / 2 - (ratio / 2) * (flux(next) - flux(here)));
  }
};

const scheme: Scheme = {
  name: "lax-wendroff",
  summary: "reference: second-order Lax-Wendroff scheme for the known equation, on the data's bins",
  mean: (_, equation, header) =>
    explicitMean("The Lax-Wendroff solution", laxWendroffFlux, equation, header),
};

/**
 * The known equation of the data's system by the scheme of Lax & Wendroff (1960) in Richtmyer's two steps, on
 * the data's own bins: of second order, diffusion by central differences, explicit in time. It takes as many
 * time steps in a coarse step as keep |v| dt / h + 2 D dt / h^2 below .9; D dt < h^2 / 2 then makes the explicit
 * diffusion second order in h as well. For any flux, but it rings at shocks and may fall below 0 there; the
 * model finite-volume does not.
 *
 * @throws as `configureScheme`
 */
export function laxWendroff(given: { readonly [key: string]: unknown } = {}): EquationModel {
  return configureScheme(scheme, given);
}

/** The registry's line for this model. */
export const laxWendroffModel = schemeModel(scheme);
