import { checkLength, checkSome, largest, smallest } from "./check.js";
import { cividis, diverging } from "./colormap.js";
import { figure } from "./figure.js";
import { type Map2d, mapPanel } from "./map-panel.js";
import { formatNumber } from "./text.js";

/** A field on a line over time, true and forecast; both of shape [time, space]. */
export interface FieldMapsRecord {
  /** Ends of the spatial domain. */
  readonly domain: readonly [number, number];
  /** Uniform and increasing, shape [time]. */
  readonly times: ArrayLike<number>;
  readonly truth: ArrayLike<number>;
  readonly forecast: ArrayLike<number>;
  readonly spaceLabel: string;
  readonly timeLabel: string;
  /** The field with its unit, such as "*u*". */
  readonly quantityLabel: string;
}

/** Ends of one scale for several arrays. */
export function sharedScale(arrays: readonly ArrayLike<number>[]): readonly [number, number] {
  const [low, high] = [smallest(arrays), largest(arrays, 1)];
  return [low, high > low ? high : low + 1];
}

/** forecast - truth, and the end of a diverging scale for it. */
export function errorMap(forecast: ArrayLike<number>, truth: ArrayLike<number>) {
  const values = Float64Array.from(forecast, (value, i) => value - truth[i]);
  return { values, bound: largest([values.map(Math.abs)]) || 1 };
}

/**
 * Space-time maps of the truth and the forecast on one scale, and of the error, forecast - truth, on a
 * diverging scale centred on 0. Space runs to the right, time upwards.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function fieldMaps(record: FieldMapsRecord): string {
  const { domain, times, truth, forecast, quantityLabel } = record;
  checkSome("times of a map", times);
  checkSome("truth of a map", truth);
  checkLength("forecast", forecast, truth.length);
  const columns = Math.round(truth.length / times.length);
  checkLength("truth", truth, times.length * columns);
  const { values, bound } = errorMap(forecast, truth);
  const scale = sharedScale([truth, forecast]);
  const shared = { domain: scale, map: cividis };
  const maps: Map2d[] = [
    { ...shared, title: `truth: ${quantityLabel}`, values: truth, className: "cg-truth" },
    { ...shared, title: "forecast mean", values: forecast, className: "cg-forecast" },
    {
      title: "forecast − truth",
      values,
      domain: [-bound, bound],
      map: diverging,
      className: "cg-error",
    },
  ];
  const step = times.length > 1 ? times[1] - times[0] : 1;
  const panels = maps.map((drawn, i) =>
    mapPanel(drawn, {
      width: 234,
      height: 240,
      letter: String.fromCharCode(97 + i),
      x: { domain, label: record.spaceLabel },
      y: {
        domain: [times[0] - step / 2, times[times.length - 1] + step / 2],
        label: record.timeLabel,
      },
      columns,
    }),
  );
  const label = `Space-time maps of ${quantityLabel}: truth, forecast, and their difference, at most ${formatNumber(bound)}.`;
  return figure({ label, panels });
}
