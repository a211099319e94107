import * as Plot from "@observablehq/plot";
import { invalidData } from "../errors.js";
import { checkSome, largest } from "./check.js";
import { bandKey, figure, figureWidth, keyEntry } from "./figure.js";
import { directLabel, panel } from "./panel.js";
import { binomialCumulative } from "./simultaneous-band.js";
import { formatLevel, formatNumber } from "./text.js";
import { colour, dash } from "./theme.js";

/** Ranks of truths among draws, one histogram for each quantity. */
export interface RankHistogramRecord {
  readonly histograms: readonly {
    /** What was ranked, such as "*m* = −1". */
    readonly title: string;
    /** How many ranks are in each of equal cells, shape [cell]. */
    readonly counts: ArrayLike<number>;
    /** Of a test of uniformity. */
    readonly pValue?: number;
  }[];
  /** Draws among which each truth was ranked. */
  readonly draws: number;
  /** Pointwise level of the band, such as .95. */
  readonly bandLevel: number;
  /** Panels in a row; 3 by default. */
  readonly columns?: number;
}

/**
 * The central interval of Binomial(n, p): its ends hold the quantiles of both tails, so that it covers at
 * least the level.
 */
export function binomialInterval(n: number, p: number, level: number): readonly [number, number] {
  const cumulative = binomialCumulative(n, p);
  const quantile = (probability: number) => {
    const found = cumulative.findIndex((value) => value >= probability);
    return found < 0 ? n : found;
  };
  return [quantile((1 - level) / 2), quantile((1 + level) / 2)];
}

const gap = 8;

/**
 * Histograms of ranks. Where the draws are from the law of the truth, all bars are equally likely, and each
 * lies within the binomial band with at least the band's level. Bars that are high at both ends tell of draws
 * too narrow, a hump of draws too wide, a slope of a bias.
 *
 * @throws InvalidData if there is nothing to draw, or cells do not divide the ranks 0..draws
 */
export function rankHistograms(record: RankHistogramRecord): string {
  const { histograms, draws, bandLevel, columns = 3 } = record;
  checkSome("histograms of ranks", histograms);
  const width = Math.floor((figureWidth - (columns - 1) * gap) / columns);
  const drawn = histograms.map((histogram) => {
    const cells = histogram.counts.length;
    if (cells === 0 || (draws + 1) % cells !== 0) {
      throw invalidData("cells of ranks", `a divisor of ${draws + 1}`, `${cells}`);
    }
    const bars = Array.from(histogram.counts);
    const total = bars.reduce((sum, count) => sum + count, 0);
    return { ...histogram, bars, total, band: binomialInterval(total, 1 / cells, bandLevel) };
  });
  const top =
    1.12 *
    largest(
      drawn.flatMap(({ bars, band }) => [bars, band]),
      1,
    );
  const panels = drawn.map(({ title, pValue, bars, total, band }, i) => {
    const cells = bars.length;
    const [lower, upper] = band;
    const step = (draws + 1) / cells;
    const line = {
      stroke: colour("reference"),
      strokeWidth: 1.25,
      strokeDasharray: dash.reference,
    };
    return panel({
      width,
      height: 170,
      letter: String.fromCharCode(97 + i),
      title,
      margins: { top: 26, right: 10, bottom: 38, left: 42 },
      x: {
        domain: [0, draws + 1],
        label: `rank among ${formatNumber(draws)} draws`,
        ticks: [0, (draws + 1) / 2, draws + 1],
      },
      y: { domain: [0, top], label: "data sets", ticks: 4 },
      marks: [
        Plot.rect([0], {
          x1: 0,
          x2: draws + 1,
          y1: lower,
          y2: upper,
          fill: colour("reference"),
          fillOpacity: 0.1,
          className: "cg-band",
        }),
        Plot.rect(bars, {
          x1: (_, cell: number) => cell * step,
          x2: (_, cell: number) => (cell + 1) * step,
          y1: 0,
          y2: (count: number) => count,
          fill: colour("model"),
          fillOpacity: 0.3,
          stroke: colour("model"),
          strokeWidth: 1,
          className: "cg-ranks",
        }),
        Plot.ruleY([lower, upper], { ...line, className: "cg-band-outline" }),
        Plot.ruleY([total / cells], {
          stroke: colour("reference"),
          strokeWidth: 1,
          className: "cg-expected",
        }),
      ],
      ...(pValue === undefined
        ? {}
        : {
            overlay: (at) =>
              directLabel(
                at.x(draws + 1) - 6,
                at.y(top) + 15,
                `*p* = ${formatNumber(pValue, 2)}`,
                colour("data"),
                "end",
              ),
          }),
    });
  });
  const key = [
    keyEntry(bandKey(colour("model"), 0.3), "ranks of the truth"),
    keyEntry(
      bandKey(colour("reference"), 0.1),
      `uniform ranks: mean, and pointwise ${formatLevel(bandLevel)} band`,
    ),
  ];
  const label = `Histograms of the ranks of ${histograms.length} truths among ${draws} draws, with the ${formatLevel(bandLevel)} binomial band of uniform ranks.`;
  return figure({ label, key, panels });
}
