import { checkLength, checkSome, largest } from "./check.js";
import { cividis, diverging } from "./colormap.js";
import { errorMap, sharedScale } from "./field-maps.js";
import { figure } from "./figure.js";
import { type Map2d, mapMargins, mapPanel } from "./map-panel.js";
import { formatCount, formatNumber } from "./text.js";

/** A field on a rectangle at one time, true and forecast; both of shape [y, x]. */
export interface FieldSnapshot {
  /** Such as "*t* = 0.5". */
  readonly title: string;
  readonly truth: ArrayLike<number>;
  readonly forecast: ArrayLike<number>;
}

/** Snapshots of a field on a rectangle: one row for each time. */
export interface FieldSnapshotsRecord {
  /** Ends of the domain along y and along x. */
  readonly domain: readonly [readonly [number, number], readonly [number, number]];
  /** Values in a row, along x. */
  readonly columns: number;
  readonly snapshots: readonly FieldSnapshot[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** The field with its unit, such as "*u*". */
  readonly quantityLabel: string;
}

/**
 * A field at several times: truth and forecast side by side, all on one scale, and the error, forecast -
 * truth, on a diverging scale centred on 0 that all rows share.
 *
 * @throws InvalidData if shapes disagree or there is nothing to draw
 */
export function fieldSnapshots(record: FieldSnapshotsRecord): string {
  const { snapshots, columns, domain } = record;
  checkSome("snapshots", snapshots);
  for (const { truth, forecast } of snapshots) {
    checkSome("truth of a snapshot", truth);
    checkLength("truth of a snapshot", truth, columns * Math.round(truth.length / columns));
    checkLength("forecast of a snapshot", forecast, truth.length);
  }
  const scale = sharedScale(snapshots.flatMap(({ truth, forecast }) => [truth, forecast]));
  const errors = snapshots.map(({ truth, forecast }) => errorMap(forecast, truth).values);
  const bound = largest(errors.map((values) => values.map(Math.abs))) || 1;
  // Frames have the domain's proportions, within reason.
  const [tall, wide] = domain.map(([from, to]) => to - from);
  const inner = 234 - mapMargins.left - mapMargins.right;
  const frame = Math.round(inner * Math.min(2, Math.max(0.5, tall / wide)));
  const height = frame + mapMargins.top + mapMargins.bottom;
  const panels = snapshots.flatMap(({ title, truth, forecast }, row) => {
    const shared = { domain: scale, map: cividis };
    const maps: Map2d[] = [
      { ...shared, title: `truth, ${title}`, values: truth, className: "cg-truth" },
      { ...shared, title: "forecast mean", values: forecast, className: "cg-forecast" },
      {
        title: "forecast − truth",
        values: errors[row],
        domain: [-bound, bound],
        map: diverging,
        className: "cg-error",
      },
    ];
    return maps.map((drawn, i) =>
      mapPanel(drawn, {
        width: 234,
        height,
        letter: String.fromCharCode(97 + 3 * row + i),
        x: { domain: domain[1], label: record.xLabel },
        y: { domain: domain[0], label: record.yLabel },
        columns,
      }),
    );
  });
  const label = `${record.quantityLabel} at ${formatCount(snapshots.length, "time")}: truth, forecast, and their difference, at most ${formatNumber(bound)}.`;
  return figure({ label, panels });
}
