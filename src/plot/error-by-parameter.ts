import * as Plot from "@observablehq/plot";
import { invalidData } from "../errors.js";
import { type Band, checkLength, checkSome, largest } from "./check.js";
import { figure, keyEntry, lineKey } from "./figure.js";
import { panel } from "./panel.js";
import { colour, dash, seriesDash } from "./theme.js";

/** One line of {@link errorByParameter}, each array of the parameter's shape. */
export interface ParameterSeries {
  readonly label: string;
  readonly role: "model" | "baseline" | "reference";
  /** Relative error, a fraction above 0; not finite where there is none. */
  readonly median: ArrayLike<number>;
  /** Range over repetitions. */
  readonly range?: Band;
}

/** Errors against a parameter. */
export interface ErrorByParameterRecord {
  /** Values of the parameter, rising. */
  readonly parameter: ArrayLike<number>;
  /** Such as "microscale numbers". */
  readonly parameterLabel: string;
  /** Whether the parameter too has a logarithmic axis. */
  readonly logParameter?: boolean;
  readonly errorLabel: string;
  readonly series: readonly ParameterSeries[];
  /** Error that a perfect model would show. */
  readonly floor?: number;
}

/** 0.1, 0.2, 0.5, 1 ... percent within a domain, or powers of ten alone where that would be many. */
function logTicks([low, high]: readonly [number, number]): number[] {
  const few = Math.log10(high / low) > 2.5 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = -8; power <= 4; power++) {
    for (const k of few) {
      const tick = k * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

const percent = (value: number) => `${Number((100 * value).toPrecision(2))} %`;

/** Dashes of the lines of one role, told apart in the key. */
function dashesOf({ role }: ParameterSeries, place: number): string {
  if (role === "reference") return dash.reference;
  return role === "model"
    ? ["", ...seriesDash][place % 3]
    : [dash.baseline, "6 2 1.5 2", "10 3"][place % 3];
}

/**
 * Relative errors against a parameter on a logarithmic axis: dots, joined where none is missing between them, ranges as bars, and the
 * floor that noise sets.
 *
 * @throws InvalidData if shapes disagree, an error is not above 0, or there is nothing to draw
 */
export function errorByParameter(record: ErrorByParameterRecord): string {
  const { parameter, series, floor } = record;
  checkSome("parameter", parameter);
  checkSome("series", series);
  for (const { label, median, range } of series) {
    for (const values of [median, ...(range ? [range.lower, range.upper] : [])]) {
      checkLength(`${label} against the parameter`, values, parameter.length);
      const bad = Array.from(values).find((value) => value <= 0);
      if (bad !== undefined) throw invalidData(`errors of ${label}`, "numbers above 0", `${bad}`);
    }
  }
  const all = series.flatMap(({ median, range }) => [
    median,
    ...(range ? [range.lower, range.upper] : []),
  ]);
  const arrays = [...all, [floor ?? Number.NaN]];
  const high = largest(arrays, 1);
  const low =
    1 /
    largest(
      arrays.map((values) => Array.from(values, (value) => 1 / value)),
      1,
    );
  const domain = [low / 1.3, high * 1.3] as const;
  const first = parameter[0];
  const last = parameter[parameter.length - 1];
  const margin = 0.04 * (last - first || 1);
  const x = record.logParameter
    ? ([first / 1.1, last * 1.1] as const)
    : ([first - margin, last + margin] as const);
  const places = series.map(
    ({ role }, i) => series.slice(0, i).filter((s) => s.role === role).length,
  );
  const marks = series.flatMap((line, i): Plot.Markish[] => {
    const stroke = colour(line.role);
    const rows = Array.from(parameter, (at, k) => ({
      at,
      median: line.median[k],
      lower: line.range?.lower[k],
      upper: line.range?.upper[k],
    }));
    const known = rows.filter(({ median }) => Number.isFinite(median));
    const dashes = dashesOf(line, places[i]);
    const className = `cg-${line.role}`;
    return [
      ...(line.range === undefined
        ? []
        : [
            Plot.ruleX(known, {
              x: "at",
              y1: "lower",
              y2: "upper",
              stroke,
              strokeWidth: 1,
              className,
            }),
          ]),
      Plot.lineY(rows, {
        x: "at",
        y: "median",
        stroke,
        strokeWidth: 1.75,
        className,
        ...(dashes === "" ? {} : { strokeDasharray: dashes }),
      }),
      Plot.dot(known, {
        x: "at",
        y: "median",
        r: 3,
        fill: colour("background"),
        stroke,
        className,
      }),
    ];
  });
  const rule = {
    stroke: colour("muted"),
    strokeWidth: 1,
    strokeDasharray: "2 2",
    className: "cg-floor",
  };
  const integers = Array.from(parameter).every(Number.isInteger) && parameter.length <= 12;
  const drawn = panel({
    width: 420,
    height: 260,
    margins: { top: 12, right: 12, bottom: 38, left: 62 },
    x: {
      domain: x,
      label: record.parameterLabel,
      ...(record.logParameter ? { type: "log" as const } : {}),
      ...(integers || record.logParameter
        ? { ticks: Array.from(parameter), tickFormat: (value: number) => `${value}` }
        : {}),
    },
    y: {
      domain,
      label: record.errorLabel,
      type: "log",
      ticks: logTicks(domain),
      tickFormat: percent,
    },
    marks: [...(floor === undefined ? [] : [Plot.ruleY([floor], rule)]), ...marks],
  });
  const key = series.map((line, i) =>
    keyEntry(lineKey(colour(line.role), dashesOf(line, places[i])), line.label),
  );
  const noise = keyEntry(lineKey(colour("muted"), "2 2", 1), "noise floor");
  return figure({
    label: `${record.errorLabel} against ${record.parameterLabel} for ${series.map(({ label }) => label).join(", ")}.`,
    key: floor === undefined ? key : [...key, noise],
    panels: [drawn],
  });
}
