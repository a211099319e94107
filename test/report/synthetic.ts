import {
  boundTrace,
  calibration,
  coefficients,
  errorOverTime,
  profiles,
  spaceTime,
  twoBin,
} from "../../src/plot/figures.js";
import type { ReportRecord } from "../../src/report/record.js";
import {
  boundTraceRecord,
  calibrationRecord,
  coefficientsRecord,
  errorOverTimeRecord,
  profilesRecord,
  spaceTimeRecord,
  twoBinRecord,
} from "../plot/synthetic.js";

/** A report with every kind of part, from made-up data. */
export function reportRecord(): ReportRecord {
  return {
    title: "Advection and diffusion of independent walkers",
    claim:
      "From 64 bursts of one coarse step each, the learned law forecasts the walker density 50 steps ahead with a relative error of 0.10; its 95 % intervals hold 96 % of the truth.",
    sections: [
      {
        title: "The learned law",
        paragraphs: [
          "Each coarse variable moves by the mean of a few neighbours; the sparsity prior switched every other term off. Intervals are 95 % and include the error of the coarse states.",
        ],
        equation:
          "*X*_{j}(*t* + Δ*t*) = 0.33 *X*_{j−1} + 0.49 *X*_{j} + 0.17 *X*_{j+1} + *v*^{−1/2} *ε*",
        tables: [
          {
            caption: "Active coefficients for *N* = 64, with the exact one-step bin weights.",
            columns: [
              { title: "term" },
              { title: "mean", number: true },
              { title: "sd", number: true },
              { title: "95 % interval", number: true },
              { title: "exact", number: true },
            ],
            rows: [
              ["*X*_{j−1}", "0.332", "0.019", "0.295 to 0.369", "0.295"],
              ["*X*_{j}", "0.491", "0.026", "0.440 to 0.542", "0.535"],
              ["*X*_{j+1}", "0.172", "0.019", "0.135 to 0.209", "0.144"],
            ],
          },
        ],
      },
      {
        title: "Density profiles",
        paragraphs: ["The forecast starts from one state and never sees the simulation again."],
        figures: [
          {
            svg: profiles(profilesRecord()),
            caption:
              "Walker density *ρ*(*y*) at four times, for 24 bins (left) and 96 bins (right). Blue: posterior predictive median with 50 % and 95 % intervals; short ticks: 95 % interval of the law alone, without the sampling of 2400 walkers. Orange, dashed: mean of 20 simulations; dots: one of them.",
          },
        ],
      },
      {
        title: "Space and time",
        figures: [
          {
            svg: spaceTime(spaceTimeRecord()),
            caption:
              "Truth and forecast median on one scale, their difference, and the width of the 95 % interval, for 24 bins.",
          },
        ],
      },
      {
        title: "Coefficients",
        figures: [
          {
            svg: coefficients(coefficientsRecord()),
            caption:
              "Posterior of the coefficients for three amounts of data. Dot: mean; thick and thin: 50 % and 95 % interval; hollow: switched off. Orange: exact one-step bin weights.",
          },
        ],
      },
      {
        title: "Evidence lower bound",
        figures: [
          {
            svg: boundTrace(boundTraceRecord()),
            caption: "Evidence lower bound against iteration; thin lines: restarts.",
          },
        ],
      },
      {
        title: "Two-bin probabilities",
        figures: [
          {
            svg: twoBin(twoBinRecord()),
            caption: "Probability of finding two walkers in the bins *k*_{1} and *k*_{2} at once.",
          },
        ],
      },
      {
        title: "Calibration",
        figures: [
          {
            svg: calibration(calibrationRecord()),
            caption:
              "Left: probability integral transform as ECDF difference with a 95 % simultaneous band. Others: coverage against nominal level by horizon.",
          },
          {
            svg: errorOverTime(errorOverTimeRecord()),
            caption:
              "Relative error of the predictive mean and coverage of the 95 % interval: median and range over 8 starts.",
          },
        ],
      },
      {
        title: "Scores",
        tables: [
          {
            caption: "Medians over 8 starts, 24 bins, at *t* = 50 Δ*t*.",
            columns: [
              { title: "model" },
              { title: "relative error", number: true },
              { title: "coverage (95 %)", number: true },
              { title: "interval width", number: true },
              { title: "CRPS", number: true },
              { title: "diverged paths", number: true },
            ],
            rows: [
              ["sparse Bayes", "0.100", "0.96", "0.29", "0.0271", "0 %"],
              ["LASSO", "0.116", "–", "–", "–", "0 %"],
              ["least squares", "–", "–", "–", "–", "100 %"],
            ],
          },
        ],
      },
    ],
    limits: [
      "One system with a known limit; nothing is said of laws that need more range than *M* = 6.",
      "The starts come from the distribution that the training data came from.",
    ],
    receipt: {
      version: "0.1.0",
      command: "coarsegrain reproduce advection-diffusion --out out/advection-diffusion --seed 1",
      seed: 1,
      facts: [{ name: "walkers", value: "2400" }],
      hashes: [
        {
          name: "data.zarr",
          sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        },
        {
          name: "posterior.zarr",
          sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        },
      ],
    },
  };
}
