import { checkLength, checkSome, largest, smallest } from "./check.js";
import { cividis, diverging } from "./colormap.js";
import { figure, keyEntry, lineKey } from "./figure.js";
import type { Map2d } from "./map-panel.js";
import { formatLevel, formatNumber } from "./text.js";
import { colour } from "./theme.js";
import { type MapAxes, timeMap } from "./time-map.js";

/** A field over space and time with its forecast; all fields of shape [time, space], row-major. */
export interface SpaceTimeRecord extends MapAxes {
  readonly truth: ArrayLike<number>;
  /** Forecast median; NaN where there is none, such as before the forecast starts. */
  readonly median: ArrayLike<number>;
  /** Width of the interval; NaN where there is none. */
  readonly width: ArrayLike<number>;
  /** Level of the interval, such as .95. */
  readonly level: number;
  /** The field with its unit, such as "walker density *ρ*". */
  readonly quantityLabel: string;
}

/**
 * Space-time maps of the truth and the forecast median on one scale, of the error (median − truth) on a
 * diverging scale centred on 0, and of the interval's width. Space runs to the right, time upwards.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function spaceTime(record: SpaceTimeRecord): string {
  const { truth, median, width, times } = record;
  checkSome("times of a space-time figure", times);
  checkSome("truth of a space-time figure", truth);
  checkLength("forecast median", median, truth.length);
  checkLength("interval width", width, truth.length);
  checkLength("truth", truth, times.length * Math.round(truth.length / times.length));
  const error = Array.from(median, (value, i) => value - truth[i]);
  const bound = largest([error.map(Math.abs)]) || 1;
  const low = smallest([truth, median]);
  const high = largest([truth, median], 1);
  const shared: readonly [number, number] = [low, high > low ? high : low + 1];
  const quantity = record.quantityLabel;
  const maps: Map2d[] = [
    {
      title: `truth: ${quantity}`,
      values: truth,
      domain: shared,
      map: cividis,
      className: "cg-truth",
    },
    {
      title: "forecast median",
      values: median,
      domain: shared,
      map: cividis,
      className: "cg-median",
    },
    {
      title: "error, median − truth",
      values: error,
      domain: [-bound, bound],
      map: diverging,
      className: "cg-error",
    },
    {
      title: `width of the ${formatLevel(record.level)} interval`,
      values: width,
      domain: [0, largest([width]) || 1],
      map: cividis,
      className: "cg-width",
    },
  ];
  const panels = maps.map((drawn, i) => timeMap(record, drawn, String.fromCharCode(97 + i)));
  const label = `Space-time maps of ${quantity}: truth, forecast median, error up to ${formatNumber(bound)}, and width of the ${formatLevel(record.level)} interval.`;
  const started = record.forecastStart !== undefined && record.forecastStart > times[0];
  const key = started ? [keyEntry(lineKey(colour("data"), "", 1.2), "the forecast starts")] : [];
  return figure({ label, key, panels });
}
