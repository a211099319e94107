import { rusanov } from "../finite-volume/scheme.js";
import {
  configureScheme,
  type EquationModel,
  type Scheme,
  schemeModel,
} from "../known-equation/equation-model.js";
import { type AdvectiveFlux, explicitMean } from "../known-equation/explicit.js";

/** First order: the flux of the bin that the wind comes from (Rusanov's flux where it is not linear). */
export const upwindFlux: AdvectiveFlux = (equation, u, _, faces) => {
  const n = u.length;
  for (let i = 0; i < n; i++) faces[i] = rusanov(equation, u[i], u[i + 1 === n ? 0 : i + 1]);
};

const scheme: Scheme = {
  name: "upwind",
  summary: "reference: first-order upwind scheme for the known equation, on the data's bins",
  mean: (_, equation, header) => explicitMean("The upwind solution", upwindFlux, equation, header),
};

/**
 * The known equation of the data's system by the upwind scheme on the data's own bins: of first order (Courant,
 * Isaacson & Rees 1952), diffusion by central differences, explicit in time. It takes as many time steps in a
 * coarse step as keep |v| dt / h + 2 D dt / h^2 below .9, which makes no new extremes. It adds a diffusivity of
 * |v| (h - |v| dt) / 2: the baseline that says what a coarse grid costs. For any flux.
 *
 * @throws as `configureScheme`
 */
export function upwind(given: { readonly [key: string]: unknown } = {}): EquationModel {
  return configureScheme(scheme, given);
}

/** The registry's line for this model. */
export const upwindModel = schemeModel(scheme);
