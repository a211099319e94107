import { fieldPoints } from "../../dataset/field-grid.js";
import type { FieldEnsemble } from "../../forecast/field-ensemble.js";
import {
  fieldMaps,
  fieldProfiles,
  fieldSnapshots,
  latentTrajectories,
} from "../../plot/figures.js";
import type { TestSet } from "./data.js";
import type { FieldProblem } from "./problem.js";
import type { FormFit } from "./train.js";

/** What is drawn of one forecast of a test trajectory. */
export interface Shown {
  readonly problem: FieldProblem;
  readonly set: TestSet;
  readonly index: number;
  readonly fit: FormFit;
  readonly ensemble: FieldEnsemble;
}

const timeLabel = "time *t*";

/** The clean truth at a step of the forecast. */
function truthAt({ set, index, ensemble: { size } }: Shown, step: number): Float32Array {
  return set.trajectories[index].clean.subarray((step + 1) * size, (step + 2) * size);
}

/** Steps of the shown times, from 0. */
function shownSteps({ shownTimes, errorTimes }: FieldProblem): number[] {
  return shownTimes.map((time) => Math.round(time * errorTimes) - 1);
}

const titleOf = ({ ensemble }: Shown, step: number) =>
  `*t* = ${Number(ensemble.time[step].toPrecision(6))}`;

/** Truth and forecast at the shown times: profiles on a line, maps on a rectangle. */
export function drawTimes(shown: Shown): string {
  const { problem, ensemble } = shown;
  const { grid } = ensemble;
  const steps = shownSteps(problem);
  if (grid.points.length === 1) {
    return fieldProfiles({
      positions: fieldPoints(grid)[0],
      level: problem.level,
      spaceLabel: problem.spaceLabels[0],
      quantityLabel: "*u*",
      profiles: steps.map((step) => ({
        title: titleOf(shown, step),
        truth: truthAt(shown, step),
        mean: ensemble.meanAt(step),
        band: ensemble.intervalAt(step, problem.level),
      })),
    });
  }
  const [y, x] = grid.domain;
  return fieldSnapshots({
    domain: [y, x],
    columns: grid.points[1],
    yLabel: problem.spaceLabels[0],
    xLabel: problem.spaceLabels[1],
    quantityLabel: "*u*",
    snapshots: steps.map((step) => ({
      title: titleOf(shown, step),
      truth: truthAt(shown, step),
      forecast: ensemble.meanAt(step),
    })),
  });
}

/** The forecast less the truth at the shown times, with its intervals, on a line: on the scale of the field they are too thin. */
export function drawDeviations(shown: Shown): string {
  const { problem, ensemble } = shown;
  return fieldProfiles({
    positions: fieldPoints(ensemble.grid)[0],
    level: problem.level,
    spaceLabel: problem.spaceLabels[0],
    quantityLabel: "*u* − truth",
    profiles: shownSteps(problem).map((step) => {
      const truth = truthAt(shown, step);
      const less = (values: Float32Array) => values.map((value, i) => value - truth[i]);
      const { lower, upper } = ensemble.intervalAt(step, problem.level);
      return {
        title: titleOf(shown, step),
        truth: new Float32Array(truth.length),
        mean: less(ensemble.meanAt(step)),
        band: { lower: less(lower), upper: less(upper) },
      };
    }),
  });
}

/** Columns of a map; finer fields are drawn through some of their points. */
const mostColumns = 200;

/** Truth, forecast and error over space and time, on a line. */
export function drawMaps(shown: Shown): string {
  const { problem, set, ensemble } = shown;
  const { size, grid } = ensemble;
  const stride = Math.ceil(size / mostColumns);
  const columns = Math.ceil(size / stride);
  const rows = problem.errorTimes;
  const thinned = (at: (row: number) => Float32Array) => {
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      const field = at(row);
      for (let j = 0; j < columns; j++) values[row * columns + j] = field[j * stride];
    }
    return values;
  };
  return fieldMaps({
    domain: grid.domain[0],
    times: set.time.slice(1, rows + 1),
    truth: thinned((row) => truthAt(shown, row)),
    forecast: thinned((row) => ensemble.meanAt(row)),
    spaceLabel: problem.spaceLabels[0],
    timeLabel,
    quantityLabel: "*u*",
  });
}

/** Coordinates of each scale that are drawn: those that move most. */
const drawnOfScale = 3;

/** Range of a coordinate over encoded states. */
function rangeOf(states: readonly Float64Array[], i: number): number {
  const values = states.map((state) => state[i]);
  return Math.max(...values) - Math.min(...values);
}

/** Latent coordinates of the forecast that move most, macroscale and microscale, and what the encoder makes of the clean truth. */
export function drawLatent(shown: Shown): string {
  const { problem, set, fit, ensemble } = shown;
  const { dimension } = ensemble;
  const { macro } = fit.posterior;
  const rows = problem.errorTimes;
  const { lower, upper, mean } = ensemble.latentInterval(problem.level);
  const encoded = Array.from({ length: rows }, (_, k) => fit.posterior.encode(truthAt(shown, k)));
  const ranked = Array.from({ length: dimension }, (_, i) => i).sort(
    (a, b) => rangeOf(encoded, b) - rangeOf(encoded, a),
  );
  const liveliest = (isMacro: boolean) =>
    ranked
      .filter((i) => i < macro === isMacro)
      .slice(0, drawnOfScale)
      .sort((a, b) => a - b);
  const column = (values: ArrayLike<number>, i: number) =>
    Float64Array.from({ length: rows }, (_, k) => values[k * dimension + i]);
  return latentTrajectories({
    times: set.time.slice(1, rows + 1),
    timeLabel,
    level: problem.level,
    coordinates: [...liveliest(true), ...liveliest(false)].map((i) => ({
      label: `*z*_{${i + 1}}`,
      mean: column(mean, i),
      band: { lower: column(lower, i), upper: column(upper, i) },
      encoded: encoded.map((state) => state[i]),
    })),
  });
}
