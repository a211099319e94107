import type { ReportRecord, ReportTable } from "../../report/record.js";
import type { CalibrationPart } from "../calibration/part.js";
import { percent } from "../walkers/law-text.js";
import { median, onCoarse, onFine, type Scores, summarise } from "../walkers/summary.js";
import { paperTable } from "./claims.js";
import type { Drawings } from "./figures.js";
import { negligible, recovery, stateCoverage } from "./findings.js";
import type { Settings } from "./settings.js";
import type { Evaluations } from "./starts.js";
import type { Trainings } from "./train.js";

const small = (value: number) => value.toExponential(1).replace(/e-(\d+)$/, "·10^{−$1}");

function recoveryTable({ system, bySize }: Trainings): ReportTable {
  return {
    caption: `How near the fits come to the law that made the data: root mean square error of the four coefficients that are not zero, the same in units of their standard deviations, how many of the others have a mean beyond ${negligible}, and the variance 1/⟨*v*⟩ of the law's noise, truly 0.`,
    columns: [
      { title: "*N*", number: true },
      { title: "error", number: true },
      { title: "in sd", number: true },
      { title: "spurious", number: true },
      { title: "1/⟨*v*⟩", number: true },
      { title: "iterations", number: true },
      { title: "seconds", number: true },
    ],
    rows: bySize.map((training) => {
      const { rmse, z, spurious, zeros, noise } = recovery(system, training);
      return [
        `${training.sequences}`,
        rmse.toFixed(4),
        z.toFixed(2),
        `${spurious} of ${zeros}`,
        small(noise),
        `${training.posterior.bound.length}`,
        training.seconds.toFixed(2),
      ];
    }),
  };
}

function scoreTable({ heldOut }: Evaluations, settings: Settings): ReportTable {
  const row = (scores: Scores, step: number) => {
    const { relativeError, coverage, width, crps } = summarise(heldOut, scores, step);
    return [percent(relativeError), percent(coverage), width.toFixed(2), crps.toFixed(3)];
  };
  const columns = ["error", "coverage", "width", "CRPS"];
  return {
    caption: `${heldOut.length} held-out starts, on 24 and on ${settings.fineBins} bins: relative error of the mean (median over starts), coverage of the 95 % interval, its mean width and the CRPS in units of the mean density (means over starts).`,
    columns: [
      { title: "*t* / Δ*t*" },
      ...[24, settings.fineBins].flatMap((bins) =>
        columns.map((title, i) => ({
          title: i === 0 ? `${bins} bins: ${title}` : title,
          number: true,
        })),
      ),
    ],
    rows: settings.reportedSteps.map((step) => [
      `${step}`,
      ...row(onCoarse, step),
      ...row(onFine, step),
    ]),
  };
}

function peakTable({ peak, peakFromWalkers }: Evaluations, settings: Settings): ReportTable {
  const known = peakFromWalkers.references["true-law"];
  return {
    caption:
      "The peak: relative error of the mean and coverage of the 95 % interval on 24 bins, its density known, and inferred from the walkers alone; last, the error of the true law begun from the logarithms of the same walkers' counts. The future here follows the state and not the walkers drawn from it, and the law amplifies their difference.",
    columns: [
      { title: "*t* / Δ*t*" },
      ...["known", "walkers"].flatMap((start) => [
        { title: `${start}: error`, number: true },
        { title: "coverage", number: true },
      ]),
      { title: "true law", number: true },
    ],
    rows: settings.reportedSteps.map((step) => [
      `${step}`,
      ...[peak, peakFromWalkers].flatMap(({ coarseScores }) => {
        const { relativeError, coverage } = coarseScores[step - 1];
        return [percent(relativeError), percent(coverage)];
      }),
      percent(known[step - 1]),
    ]),
  };
}

/** Words, tables and figures of the report. */
export function tellStory(
  trainings: Trainings,
  evaluations: Evaluations,
  calibration: CalibrationPart,
  drawings: Drawings,
  settings: Settings,
  receipt: ReportRecord["receipt"],
): ReportRecord {
  const { system, bySize, chosen, full, plain } = trainings;
  const { heldOut, peak } = evaluations;
  const found = bySize.map((training) => recovery(system, training));
  const errors = settings.reportedSteps.map(
    (step) => summarise(heldOut, onCoarse, step).relativeError,
  );
  const coverages = settings.reportedSteps.flatMap((step) =>
    [onCoarse, onFine].map((scores) => summarise(heldOut, scores, step).coverage),
  );
  const twoBin = heldOut.flatMap(({ twoBinCoarse, twoBinFine }) =>
    [...twoBinCoarse, ...twoBinFine].map(({ coverage }) => coverage),
  );
  const { length } = chosen.posterior.coefficients;
  const covered = [chosen.posterior, full].map((posterior) =>
    percent(stateCoverage(trainings, posterior)),
  );
  const worst = Math.max(...peak.coarseScores.map(({ relativeError }) => relativeError));
  return {
    title: "Synthetic: a known law, found again from walkers",
    claim: `From ${bySize.map(({ sequences }) => sequences).join(", ")} bursts of one coarse step the four terms of the law are found among ${length}, their coefficients off by ${found.map(({ rmse }) => rmse.toFixed(4)).join(", ")} (root mean square); forecasts of unseen starts are off by at most ${percent(Math.max(...errors))} up to ${settings.steps} steps on (median over ${heldOut.length} starts), their 95 % intervals covering ${percent(Math.min(...coverages))} to ${percent(Math.max(...coverages))} of the truth.`,
    sections: [
      {
        title: "The learned law",
        paragraphs: [
          `${system.walkers} walkers are drawn from softmax(*X*) on ${system.grid.bins} bins; a coarse step makes *X* a polynomial of its neighbours, without noise: *X*_{j}(*t* + Δ*t*) = .5 *X*_{j−1} + .5 *X*_{j+1} + .21 *X*_{j−1}^{2} − .23 *X*_{j+1}^{2}. Only walkers are seen. Starting states are white, with standard deviation .5. The model chooses among ${length} terms within two bins.`,
        ],
        tables: [recoveryTable(trainings)],
        figures: [
          {
            svg: drawings["fig-2-first-order"],
            caption:
              "First-order coefficients less their true values against iteration, for each number *N* of bursts: the two of the law, named by their offsets, and the others, truly zero, faint. The states begin at the logarithms of the counts, so the first law is near the last. (After Fig. 2 of the paper.)",
          },
          {
            svg: drawings["fig-3-second-order"],
            caption: "The same of all second-order coefficients. (After Fig. 3 of the paper.)",
          },
          {
            svg: drawings.coefficients,
            caption:
              "Coefficients at the end: dot, posterior mean; thick bar, 50 %; thin bar, 95 % interval, the coarse states integrated out; hollow, pruned. Orange: true values.",
          },
          {
            svg: drawings["fig-4-noise"],
            caption: `Variance of the law's noise, truly 0, against iteration: (a) updates that run ahead, for each number *N* of bursts; (b) the paper's own for *N* = ${plain.sequences}, which approach the same value slowly. (After Fig. 4 of the paper.)`,
          },
          {
            svg: drawings["fig-5-bound"],
            caption: `Evidence lower bound for *N* = ${chosen.sequences}, all constants included. Blue: accelerated updates, guarded so that the bound never falls while the features stay the same; faint: the paper's own, ${plain.posterior.bound.length} iterations. (After Fig. 5 of the paper.)`,
          },
          {
            svg: drawings["fig-6-states"],
            caption: `The inferred coarse state of one training burst after its step. The intervals hold the true states of all bursts in ${covered[0]} of the cases where *q*(*X*) is a product over bins, in ${covered[1]} with all covariances of a state kept: more than 95 %, because 1/⟨*v*⟩ stays above its true value 0 and *q*(*X*) takes the difference for noise. (After Fig. 6 of the paper.)`,
          },
        ],
      },
      {
        title: "Forecasts",
        paragraphs: [
          `Each forecast draws coefficients, noise and walkers anew for every path, by the law of *N* = ${chosen.sequences}. Two-bin probabilities lie in their 95 % intervals in ${percent(twoBin.reduce((a, b) => a + b, 0) / twoBin.length)} of the cases (median over starts, pairs and steps ${percent(median(twoBin))}).`,
        ],
        figures: [
          {
            svg: drawings["fig-7-8-profiles"],
            caption: `A start the law never saw. Blue: posterior predictive median with 50 % and 95 % intervals of one future state of ${system.walkers} walkers; ticks: 95 % interval of the density alone, which leaves out the sampling of walkers. Orange, dashed: mean of ${settings.runs} simulations of the true law; dots: one of them. Left: the bins of the law; right: four times as many. (After Fig. 7 and 8 of the paper, left columns.)`,
          },
          {
            svg: drawings["fig-7-8-peak"],
            caption:
              "A start far from the training family: a peak, nine times the density of the other bins. (In place of the right columns of Fig. 7 and 8 of the paper.)",
          },
          {
            svg: drawings["fig-9-two-bin"],
            caption: `Probability that two walkers drawn at random sit in two given bins: posterior predictive median, 50 % and 95 % interval of one state (blue) against the mean of ${settings.runs} simulations with its own 95 % sampling interval (orange). (After Fig. 9 of the paper.)`,
          },
          {
            svg: drawings["error-over-time"],
            caption:
              "Relative error of the mean density (median over held-out starts) and coverage of the 95 % interval (mean over them) against time, ranges faint; persistence keeps the starting density.",
          },
          {
            svg: drawings.calibration,
            caption: `Over ${heldOut.length} held-out starts on 24 bins: (a) distribution function of the probability integral transform minus the uniform one, with a simultaneous 95 % band for one independent value for each start and bin; (b), (c) coverage against nominal level, near and far.`,
          },
        ],
        tables: [scoreTable(evaluations, settings), peakTable(evaluations, settings)],
      },
      calibration.section,
      { title: "The paper's claims", tables: [paperTable(trainings, evaluations, settings)] },
    ],
    limits: [
      "The paper does not say from which family its starting states come; here they are white with standard deviation .5. With .1 the quadratic terms cannot be told from noise, and smooth states make the terms collinear.",
      `The paper's second start has all walkers in one bin. The law's second order amplifies a bin that stands out by more than 2.58 in log density, 13 times the density of the others: higher peaks grow without limit under the true law itself. With all walkers in one bin, half a walker put in each of the others, log densities pass a million within five steps. The peak here has nine times the density of the others; its density known, the forecast is ${percent(worst)} off at worst.`,
      "The noise of the true law is 0. Its posterior approaches 0 but stays above: walkers are too few to tell a deviation of a hundredth in log density from sampling.",
      "Softmax cannot see the mean of *X* over the bins, which a law of second order would feel. The true law here acts on states with their mean removed, and so does the learned one.",
    ],
    receipt,
  };
}
