import { bandedLine } from "./banded-line.js";
import { type Band, checkLength, checkSome, largest, smallest } from "./check.js";
import { bandKey, figure, keyEntry, lineKey } from "./figure.js";
import { defaultMargins, panel } from "./panel.js";
import { formatCount, formatLevel } from "./text.js";
import { colour, dash } from "./theme.js";

/** A field on a line at one time, each array of shape [space]. */
export interface FieldProfile {
  /** Such as "*t* = 0.5". */
  readonly title: string;
  readonly truth: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly band: Band;
}

/** Profiles of a field at several times, one panel each. */
export interface FieldProfilesRecord {
  /** Positions of the points, shape [space]. */
  readonly positions: ArrayLike<number>;
  readonly profiles: readonly FieldProfile[];
  /** Level of the bands, such as .95. */
  readonly level: number;
  readonly spaceLabel: string;
  /** The field with its unit, such as "*u*". */
  readonly quantityLabel: string;
}

/** Most points of a line; finer profiles are drawn through some of theirs. */
const mostPoints = 300;

/** Every k-th value, so that no more than {@link mostPoints} are left. */
function thinned(values: ArrayLike<number>): Float64Array {
  const stride = Math.ceil(values.length / mostPoints);
  return Float64Array.from(
    { length: Math.ceil(values.length / stride) },
    (_, i) => values[i * stride],
  );
}

/**
 * Profiles of a field at several times on one scale: the truth dashed, the forecast's mean, and its central
 * band, pointwise.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function fieldProfiles(record: FieldProfilesRecord): string {
  const { positions, profiles, level, spaceLabel, quantityLabel } = record;
  checkSome("positions", positions);
  checkSome("profiles", profiles);
  for (const { truth, mean, band } of profiles) {
    for (const values of [truth, mean, band.lower, band.upper]) {
      checkLength("values of a profile", values, positions.length);
    }
  }
  const all = profiles.flatMap(({ truth, mean, band }) => [truth, mean, band.lower, band.upper]);
  const [low, high] = [smallest(all), largest(all, 1)];
  const room = 0.06 * (high - low || 1);
  // Ticks of small values have more digits.
  const left = high - low < 0.05 ? 70 : high - low < 0.3 ? 60 : defaultMargins.left;
  const panels = profiles.map(({ title, truth, mean, band }, i) =>
    panel({
      width: profiles.length === 1 ? 420 : 354,
      height: 220,
      ...(profiles.length > 1 ? { letter: String.fromCharCode(97 + i) } : {}),
      title,
      margins: { ...defaultMargins, left },
      x: { domain: [positions[0], positions[positions.length - 1]], label: spaceLabel },
      y: { domain: [low - room, high + room], label: quantityLabel },
      marks: bandedLine({
        at: thinned(positions),
        mean: thinned(mean),
        band: { lower: thinned(band.lower), upper: thinned(band.upper) },
        truth: thinned(truth),
      }),
    }),
  );
  return figure({
    label: `${quantityLabel} at ${formatCount(profiles.length, "time")}: truth, forecast mean and ${formatLevel(level)} band.`,
    key: [
      keyEntry(lineKey(colour("model")), "forecast mean"),
      keyEntry(bandKey(colour("model"), 0.2), `${formatLevel(level)} interval at each point`),
      keyEntry(lineKey(colour("reference"), dash.reference, 1.5), "truth"),
    ],
    panels,
  });
}
