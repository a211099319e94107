import { type Map2d, mapMargins, mapPanel } from "./map-panel.js";
import { directLabel, type Panel, type Positions } from "./panel.js";
import { colour } from "./theme.js";

/** What the maps of a figure have in common. */
export interface MapAxes {
  /** Ends of the spatial domain. */
  readonly domain: readonly [number, number];
  /** Times of the rows, uniform and increasing, shape [time]. */
  readonly times: ArrayLike<number>;
  /** Time at which the forecast starts; a rule marks it if rows lie before it. */
  readonly forecastStart?: number;
  readonly spaceLabel: string;
  readonly timeLabel: string;
}

/** How large a map is, and what is written on both sides of the rule. */
export interface MapLayout {
  readonly width: number;
  readonly height: number;
  readonly sides?: { readonly before: string; readonly after: string };
}

/** One map with its colour bar: space to the right, time upwards. */
export function timeMap(
  axes: MapAxes,
  drawn: Map2d,
  letter: string,
  { width, height, sides }: MapLayout = { width: 350, height: 250 },
): Panel {
  const { domain, times, forecastStart } = axes;
  const step = times.length > 1 ? times[1] - times[0] : 1;
  // A row is drawn centred on its time.
  const timeDomain = [times[0] - step / 2, times[times.length - 1] + step / 2] as const;
  const right = width - mapMargins.right;
  const start = (at: Positions) => {
    if (forecastStart === undefined || !(forecastStart > times[0])) return "";
    const place = at.y(forecastStart - step / 2);
    const y = place.toFixed(1);
    const named = (text: string, below: number) =>
      directLabel(right - 5, place + below, text, colour("data"), "end");
    return (
      `<path class="cg-forecast-start" d="M${mapMargins.left},${y}H${right}" stroke="#FFFFFF" stroke-width="2.5"/>` +
      `<path d="M${mapMargins.left},${y}H${right}" stroke="#14171A" stroke-width="1.2"/>` +
      (sides === undefined ? "" : named(sides.after, -6) + named(sides.before, 14))
    );
  };
  return mapPanel(drawn, {
    width,
    height,
    letter,
    x: { domain, label: axes.spaceLabel },
    y: { domain: timeDomain, label: axes.timeLabel },
    columns: drawn.values.length / times.length,
    overlay: start,
  });
}
