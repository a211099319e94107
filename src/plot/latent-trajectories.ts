import { bandedLine } from "./banded-line.js";
import { type Band, checkLength, checkSome, largest, smallest } from "./check.js";
import { bandKey, figure, keyEntry, lineKey } from "./figure.js";
import { panel } from "./panel.js";
import { formatCount, formatLevel } from "./text.js";
import { colour, dash } from "./theme.js";

/** Coordinates of a latent state against time, each array of shape [time]. */
export interface LatentRecord {
  readonly times: ArrayLike<number>;
  readonly timeLabel: string;
  /** Level of the bands, such as .95. */
  readonly level: number;
  readonly coordinates: readonly {
    /** Such as "*z*_{1}". */
    readonly label: string;
    readonly mean: ArrayLike<number>;
    readonly band: Band;
    /** What the encoder makes of the true field. */
    readonly encoded?: ArrayLike<number>;
  }[];
}

/**
 * Trajectories of latent coordinates, one panel each: mean and central band over draws, and the encoded
 * truth dashed.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function latentTrajectories(record: LatentRecord): string {
  const { times, timeLabel, level, coordinates } = record;
  checkSome("times", times);
  checkSome("latent coordinates", coordinates);
  const panels = coordinates.map(({ label, mean, band, encoded }, i) => {
    const arrays = [mean, band.lower, band.upper, ...(encoded === undefined ? [] : [encoded])];
    for (const values of arrays) checkLength(`values of ${label}`, values, times.length);
    const [low, high] = [smallest(arrays), largest(arrays, 1)];
    const room = 0.08 * (high - low || 1);
    return panel({
      width: 234,
      height: 170,
      letter: String.fromCharCode(97 + i),
      x: { domain: [times[0], times[times.length - 1]], label: timeLabel, ticks: 4 },
      y: { domain: [low - room, high + room], label, ticks: 4 },
      marks: bandedLine({ at: times, mean, band, truth: encoded }),
    });
  });
  const encoded = coordinates.some((coordinate) => coordinate.encoded !== undefined);
  const truth = keyEntry(lineKey(colour("reference"), dash.reference, 1.5), "truth, encoded");
  return figure({
    label: `${formatCount(coordinates.length, "latent coordinate")} against time, mean and ${formatLevel(level)} band.`,
    key: [
      keyEntry(lineKey(colour("model")), "mean over draws"),
      keyEntry(bandKey(colour("model"), 0.2), `${formatLevel(level)} interval`),
      ...(encoded ? [truth] : []),
    ],
    panels,
  });
}
