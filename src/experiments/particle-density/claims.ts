import type { ReportTable } from "../../report/record.js";
import type { Evaluations } from "./evaluate.js";
import type { Findings } from "./findings.js";
import { type forms, published, recommended, shifted, unconstrained } from "./laws.js";
import { observedTimes } from "./metrics.js";
import type { Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import { summaries } from "./summary.js";
import { covered, percent, small } from "./words.js";

/** Largest share of an error that still counts as the same. */
const alike = 0.2;

/** Largest bias and deviation of the mass that count as conserved. */
const conserved = 1e-3;

type Row = readonly [claim: string, verdict: string, why: string];

function smallData(settings: Settings, { sizesOf }: Findings): Row {
  const [fewest] = settings.sizes;
  const [withIt, without, moved] = [published, unconstrained, shifted].map(sizesOf);
  const ratio = withIt.fewest / without.fewest;
  const verdict = ratio < 1 - alike ? "yes" : ratio > 1 + alike ? "no, the contrary" : "no";
  return [
    "The constraint reduces the data needed",
    verdict,
    `From *n* = ${fewest} sequences the error is ${percent(withIt.fewest)} with the virtual observable and ${percent(without.fewest)} with a normalised emission in its place. Sequences shifted at random round the domain bring ${percent(moved.fewest)}.`,
  ];
}

function mass(settings: Settings, { evaluations }: Evaluations): Row {
  const of = (law: (typeof forms)[number]) =>
    summaries(evaluations, law, true, observedTimes(settings));
  const worst = (law: (typeof forms)[number]) => Math.max(...of(law).map((s) => s.massBiasLargest));
  const spread = (law: (typeof forms)[number]) => Math.max(...of(law).map((s) => s.massSd));
  const kept = Math.max(worst(published), spread(published)) < conserved;
  const last = observedTimes(settings).at(-1);
  return [
    "Future states conserve mass by themselves",
    kept ? "yes" : "no",
    `Published form, up to ${last} Δ*t*: mean mass at most ${small(worst(published))} from 1, standard deviation over draws up to ${small(spread(published))}. Recommended form, by construction: ${small(worst(recommended))}.`,
  ];
}

function longPredictions(findings: Findings): Row {
  const { published: at, snapshotNoise, time } = findings;
  return [
    "Predictions stay accurate far beyond the training times",
    at.relativeError < 2 * snapshotNoise ? "yes" : "no",
    `At ${time} Δ*t* the mean density of the published form is ${percent(at.relativeError)} off, of the recommended one ${percent(findings.recommended.relativeError)}; one snapshot of the walkers is itself ${percent(snapshotNoise)} off. So are those of linear laws: see the table of errors.`,
  ];
}

function uncertainty(coverages: StateCoverages, findings: Findings): Row {
  const of = (form: string) => coverages.get(form)?.at(-1)?.coverage ?? 0;
  const held = of(published.form) > 0.9;
  return [
    "Uncertainty bounds are reasonable",
    held ? "yes" : "for walkers only",
    `The 95 % intervals of future walkers hold ${covered(findings.published.coverage)} of them at ${findings.time} Δ*t*, mostly by the chance of the walkers. The 95 % intervals of the inferred states hold the exact density in ${covered(of(published.form))} of the bins (published form) and ${covered(of(recommended.form))} (recommended form).`,
  ];
}

/** The claims of the paper, and what became of them. */
export function claimTable(
  settings: Settings,
  results: Evaluations,
  coverages: StateCoverages,
  findings: Findings,
): ReportTable {
  return {
    caption: "What the paper claims, whether this run bears it out, and why.",
    columns: [{ title: "claim" }, { title: "here" }, { title: "measured" }],
    rows: [
      smallData(settings, findings),
      mass(settings, results),
      longPredictions(findings),
      uncertainty(coverages, findings),
    ],
  };
}
