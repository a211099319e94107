import { FieldEnsemble } from "../../forecast/field-ensemble.js";

/** An ensemble at some of its steps, ascending. */
export function atSteps(ensemble: FieldEnsemble, steps: readonly number[]): FieldEnsemble {
  const { grid, draws, dimension, divergedAt, decode, errorScale } = ensemble;
  const { start, seed, provenance, model } = ensemble;
  const latent = new Float32Array(draws * steps.length * dimension);
  for (let draw = 0; draw < draws; draw++) {
    for (const [k, step] of steps.entries()) {
      latent.set(ensemble.latentAt(draw, step), (draw * steps.length + k) * dimension);
    }
  }
  return new FieldEnsemble({
    ...{ grid, draws, latent, decode, start, seed, provenance, model },
    time: Float64Array.from(steps, (step) => ensemble.time[step]),
    errorScale: errorScale && Float64Array.from(steps, (step) => errorScale[step]),
    divergedAt: divergedAt.map((at) => (at < 0 ? -1 : steps.findIndex((step) => step >= at))),
  });
}
