import type { ReportTable } from "../../report/record.js";
import type { Findings } from "./findings.js";
import { type Form, published, recommended, shifted, unconstrained } from "./laws.js";
import type { Results } from "./results.js";
import type { Settings } from "./settings.js";
import type { StateCoverages } from "./state-coverage.js";
import { summaryAt } from "./summary.js";
import { covered, percent, small } from "./words.js";

/** Difference of two errors, as a fraction, that medians over a few starts can show. */
const alike = 0.2;

/** Largest bias, or standard deviation over draws, of a mass that counts as conserved. */
const conserved = 5e-3;

type Row = readonly [claim: string, verdict: string, measured: string];

/** How far a claim holds, given whether it does at the paper's last time and at ours. */
function until({ time }: Findings, there: boolean, beyond: boolean): string {
  if (!there) return "no";
  return beyond ? "yes" : `to ${time} Δ*t*`;
}

/** Whether one error is below another, from their ratios at several amounts of data. */
export function ofRatios(ratios: readonly number[]): string {
  const better = ratios.filter((ratio) => ratio < 1 - alike).length;
  const worse = ratios.filter((ratio) => ratio > 1 + alike).length;
  if (better === 0) return worse === 0 ? "no" : "no, the contrary";
  if (worse > 0) return "now so, now not";
  return better === ratios.length ? "yes" : "in part";
}

function smallData({ sizes }: Settings, { sizesOf }: Findings): Row {
  const [withIt, without, moved, own] = [published, unconstrained, shifted, recommended].map(
    sizesOf,
  );
  const ratios = withIt.map((error, k) => error / without[k]);
  const verdict = ofRatios(ratios);
  const at = sizes.map(
    (size, k) => `${percent(withIt[k])} / ${percent(without[k])} (*n* = ${size})`,
  );
  return [
    "The constraint reduces the training data needed",
    verdict,
    `Error with the virtual observable / with a normalised emission in its place: ${at.join(", ")}. A law that is the same everywhere needs far less: from *n* = ${sizes[0]}, ${percent(moved[0])} with random shifts, ${percent(own[0])} in the recommended form.`,
  ];
}

function mass({ evaluations }: Results, findings: Findings): Row {
  const { time, last } = findings;
  const at = (form: Form, when: number) => summaryAt(evaluations, form, true, when);
  const holds = (when: number) => {
    const { massBiasLargest, massSd } = at(published, when);
    return Math.max(massBiasLargest, massSd) < conserved;
  };
  const told = (when: number) => {
    const { massBias, massSd } = at(published, when);
    return `${small(massBias)} ± ${small(massSd)} at ${when} Δ*t*`;
  };
  const both = last > time ? `${told(time)}, ${told(last)}` : told(time);
  return [
    "Predicted states conserve mass though nothing enforces it",
    until(findings, holds(time), holds(last)),
    `Mass less 1, mean and standard deviation over draws, of the published form: ${both}. Recommended form, by construction: at most ${small(at(recommended, last).massBiasLargest)}.`,
  ];
}

function longPredictions(findings: Findings): Row {
  const { published: at, publishedLast: later, snapshotNoise, time, last } = findings;
  const good = (error: number) => error < 2 * snapshotNoise;
  const beyond = last > time ? ` and at ${last} Δ*t* ${percent(later.relativeError)}` : "";
  return [
    "Predictions are accurate far beyond the training times",
    until(findings, good(at.relativeError), good(later.relativeError)),
    `At ${time} Δ*t* the published form is ${percent(at.relativeError)} off${beyond}; a snapshot of the walkers is itself ${percent(snapshotNoise)} off by chance, and ${findings.bestLearned.law.label}, a linear law, ${percent(findings.bestLearned.at.relativeError)}.`,
  ];
}

function uncertainty(coverages: StateCoverages, findings: Findings): Row {
  const of = ({ form }: Form) => coverages.get(form)?.at(-1)?.coverage ?? 0;
  return [
    "Uncertainty bounds are reasonable",
    of(published) > 0.9 ? "yes" : "not of the states",
    `The 95 % intervals of the published form hold ${covered(findings.published.coverage)} of the walkers' counts at ${findings.time} Δ*t*, most of their width being the chance of the walkers. Those of its inferred states hold the exact density in ${covered(of(published))} of the bins; in the recommended form, in ${covered(of(recommended))}.`,
  ];
}

/** The claims of the paper, and what became of them. */
export function claimTable(
  settings: Settings,
  results: Results,
  coverages: StateCoverages,
  findings: Findings,
): ReportTable {
  return {
    caption:
      "What the paper claims, whether this run of the published form bears it out, and what was measured.",
    columns: [{ title: "claim" }, { title: "here" }, { title: "measured" }],
    rows: [
      smallData(settings, findings),
      mass(results, findings),
      longPredictions(findings),
      uncertainty(coverages, findings),
    ],
  };
}
