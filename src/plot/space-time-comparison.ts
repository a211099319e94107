import { checkLength, checkSome, largest, smallest } from "./check.js";
import { cividis, diverging } from "./colormap.js";
import { figure, figureWidth } from "./figure.js";
import { formatNumber } from "./text.js";
import { type MapAxes, timeMap } from "./time-map.js";

/** A field over space and time beside its estimates; all fields of shape [time, space], row-major. */
export interface SpaceTimeComparisonRecord extends MapAxes {
  /** What is known, such as "exact density". */
  readonly truth: { readonly title: string; readonly values: ArrayLike<number> };
  /** Estimates, on the truth's scale. */
  readonly estimates: readonly { readonly title: string; readonly values: ArrayLike<number> }[];
  /** Something else to take the truth from, such as one simulation: shows how large a difference is. */
  readonly sample?: { readonly title: string; readonly values: ArrayLike<number> };
  /** The field with its unit, such as "walker density *ρ*". */
  readonly quantityLabel: string;
  /** What lies before and after `forecastStart`. */
  readonly sides: { readonly before: string; readonly after: string };
}

/**
 * Space-time maps of a truth and of its estimates on one scale, and beneath them those of what they differ by
 * on one diverging scale (Kaltenbach & Koutsourelakis 2020, figure 1). Space runs to the right, time upwards.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function spaceTimeComparison(record: SpaceTimeComparisonRecord): string {
  const { truth, estimates, sample, sides, quantityLabel } = record;
  checkSome("truth of a space-time figure", truth.values);
  checkSome("estimates of a space-time figure", estimates);
  const compared = [...(sample === undefined ? [] : [sample]), ...estimates];
  for (const { title, values } of compared) checkLength(title, values, truth.values.length);
  const columns = estimates.length + 1;
  const layout = { width: Math.floor(figureWidth / columns) - 6, height: 232, sides };
  const fields = [truth, ...estimates];
  const all = fields.map(({ values }) => values);
  const [low, high] = [smallest(all), largest(all, 1)];
  const differences = compared.map(({ title, values }) => ({
    title: `${title} − ${truth.title}`,
    values: Array.from(values, (value, i) => value - truth.values[i]),
  }));
  const bound = largest(differences.map(({ values }) => values.map(Math.abs))) || 1;
  const maps = [
    ...fields.map(({ title, values }, i) => ({
      ...{ title, values, map: cividis, className: i === 0 ? "cg-truth" : "cg-estimate" },
      domain: [low, high > low ? high : low + 1] as const,
    })),
    ...differences.map(({ title, values }) => ({
      ...{ title, values, map: diverging, className: "cg-difference" },
      domain: [-bound, bound] as const,
    })),
  ];
  const label = `Space-time maps of ${quantityLabel}: ${fields.map(({ title }) => title).join(", ")}; ${sides.before} and ${sides.after} parts divided; differences up to ${formatNumber(bound)}.`;
  return figure({
    label,
    panels: maps.map((drawn, i) => timeMap(record, drawn, String.fromCharCode(97 + i), layout)),
  });
}
