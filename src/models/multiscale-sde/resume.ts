import type { FieldSource } from "../../dataset/field-source.js";
import { invalidData } from "../../errors.js";
import type { MultiscaleSdeParameters } from "./parameters.js";
import type { MultiscalePosterior } from "./posterior.js";

/** @throws InvalidData unless the posterior was begun with this seed, these parameters and data of this shape */
export function checkResume(
  { provenance, parameters: begun, grid, timeStep, snapshots }: MultiscalePosterior,
  {
    seed,
    parameters,
    source,
  }: {
    readonly seed: number;
    readonly parameters: MultiscaleSdeParameters;
    readonly source: FieldSource;
  },
): void {
  const refuse = (what: string, expected: unknown, received: unknown) => {
    const recover = "Resume with the seed, parameters and data that it was begun with.";
    throw invalidData(
      `${what} of the posterior to resume`,
      JSON.stringify(expected),
      JSON.stringify(received),
      recover,
    );
  };
  if (begun === undefined) refuse("model", "multiscale-sde", provenance?.name);
  if (provenance.seed !== seed) refuse("seed", seed, provenance.seed);
  if (JSON.stringify(begun) !== JSON.stringify(parameters)) refuse("parameters", parameters, begun);
  const { points } = source.grid;
  if (`${grid.points}` !== `${points}`) refuse("points", points, grid.points);
  const { time } = source;
  if (snapshots !== time.length) refuse("snapshots", time.length, snapshots);
  const step = (time[time.length - 1] - time[0]) / (time.length - 1);
  if (Math.abs(timeStep - step) > 1e-9 * step) refuse("time step", step, timeStep);
}
