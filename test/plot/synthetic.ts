/** Synthetic records with the looks of real ones, from a fixed generator. */
import type {
  BoundTraceRecord,
  CalibrationRecord,
  CoefficientsRecord,
  ErrorAgainstSizeRecord,
  ErrorOverTimeRecord,
  OverTimeRecord,
  ProfileDeviationsRecord,
  ProfilesRecord,
  RankHistogramRecord,
  SpaceTimeComparisonRecord,
  SpaceTimeRecord,
  TwoBinRecord,
} from "../../src/plot/figures.js";

/** A small generator of uniforms (mulberry32) and normals for made-up data. */
export function generator(seed: number) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** Density of an advected, diffused mixture on [-1, 1] at time t. */
export function density(y: number, t: number): number {
  const k = Math.PI;
  const modes = [
    [0.28, 1, 0.4],
    [0.16, 2, 2.1],
    [0.1, 3, -1.0],
    [0.05, 4, 0.3],
  ];
  let sum = 0.5;
  for (const [a, n, phase] of modes) {
    const decay = Math.exp(-0.0012 * (n * k) ** 2 * t);
    sum += a * decay * Math.cos(n * k * (y - 0.0155 * t) + phase);
  }
  return sum;
}

function profile(bins: number, t: number, walkers: number, seed: number) {
  const { normal } = generator(seed);
  const width = 2 / bins;
  const truth = Array.from({ length: bins }, (_, j) => density(-1 + (j + 0.5) * width, t));
  const noise = truth.map((rho) => Math.sqrt(rho / (walkers * width)));
  const law = truth.map((rho) => rho * (0.015 + 0.0005 * t));
  const total = noise.map((s, j) => Math.hypot(s, law[j]));
  const median = truth.map((rho, j) => rho + 0.7 * law[j] * Math.sin(j));
  const band = (z: number, sd: number[]) => ({
    lower: median.map((m, j) => Math.max(0, m - z * sd[j])),
    upper: median.map((m, j) => m + z * sd[j]),
  });
  return {
    median,
    interval50: band(0.674, total),
    interval95: band(1.96, total),
    law95: band(1.96, law),
    reference: truth.map((rho, j) => rho + (normal() * noise[j]) / Math.sqrt(20)),
    realisation: truth.map((rho, j) => Math.max(0, rho + normal() * noise[j])),
  };
}

export function profilesRecord(): ProfilesRecord {
  const steps = [2, 10, 20, 50];
  return {
    domain: [-1, 1],
    spaceLabel: "*y*",
    quantityLabel: "walker density *ρ*",
    times: steps.map((step) => `*t* = ${step} Δ*t*`),
    simulations: 20,
    columns: [24, 96].map((bins) => ({
      title: `${bins} bins`,
      profiles: steps.map((step) => profile(bins, step, 2400, bins + step)),
    })),
  };
}

export function boundTraceRecord(): BoundTraceRecord {
  const run = (length: number, rate: number, loss: number, seed: number) => {
    const { uniform } = generator(seed);
    let slow = 1;
    return Float64Array.from({ length }, (_, i) => {
      slow *= 0.97 + 0.004 * uniform();
      return -486_300 - loss - 58_000 * Math.exp(-rate * i) - 900 / (1 + i) - 14 * slow;
    });
  };
  return {
    runs: [
      { bound: run(214, 0.5, 0, 1), converged: true },
      { bound: run(260, 0.32, 2.1, 2), converged: true },
      { bound: run(170, 0.41, 0.6, 3), converged: true },
      { bound: run(300, 0.22, 35, 4), converged: false },
    ],
    main: 0,
  };
}

function estimate(name: string, mean: number, sd: number, active: boolean) {
  return {
    name,
    mean,
    interval50: [mean - 0.674 * sd, mean + 0.674 * sd] as const,
    interval95: [mean - 1.96 * sd, mean + 1.96 * sd] as const,
    active,
  };
}

export function coefficientsRecord(): CoefficientsRecord {
  const first = [
    { sequences: 32, values: [0.349, 0.505, 0.152], sd: 0.03 },
    { sequences: 64, values: [0.332, 0.491, 0.172], sd: 0.019 },
    { sequences: 128, values: [0.324, 0.497, 0.172], sd: 0.013 },
  ];
  return {
    fits: first.map(({ sequences, values, sd }, n) => ({
      sequences,
      coefficients: [
        ...Array.from({ length: 13 }, (_, i) => {
          const m = i - 6;
          const active = Math.abs(m) <= 1;
          return estimate(`m=${m}`, active ? values[m + 1] : 0, active ? sd : 1e-4, active);
        }),
        estimate("m=-1,0", -0.09 + 0.01 * n, 0.8 * sd, true),
        estimate("m=0,1", -0.05, 0.7 * sd, n > 0),
        estimate("m=-1,-1", 0.06 + 0.004 * n, 0.6 * sd, true),
        estimate("m=3,3", 0, 1e-4, false),
      ],
    })),
    reference: {
      label: "exact one-step bin weight",
      values: [
        { name: "m=-1", value: 0.295 },
        { name: "m=0", value: 0.535 },
        { name: "m=1", value: 0.144 },
      ],
    },
  };
}

export function twoBinRecord(): TwoBinRecord {
  const { normal } = generator(9);
  const steps = [2, 10, 20, 40];
  return {
    simulations: 20,
    times: steps.map((step) => `*t* = ${step} Δ*t*`),
    columns: [24, 96].map((bins) => ({
      title: `${bins} bins`,
      entries: steps.map((step) =>
        [
          [3, 12],
          [8, 8],
          [6, 15],
          [12, 13],
          [18, 22],
        ].map(([a, b]) => {
          const scale = bins / 24;
          const pair = [a * scale, b * scale] as const;
          const at = (k: number) => (density(-1 + ((k - 0.5) * 2) / bins, step) * 2) / bins;
          const value = at(pair[0]) * at(pair[1]);
          const sd = value * 0.09 * Math.sqrt(scale) * (1 + step / 60);
          const spread = (z: number) => [Math.max(0, value - z * sd), value + z * sd] as const;
          const reference = value * (1 + 0.03 * normal());
          return {
            pair,
            median: value,
            interval50: spread(0.674),
            interval95: spread(1.96),
            reference,
            referenceInterval: [reference - 0.5 * sd, reference + 0.5 * sd] as const,
          };
        }),
      ),
    })),
  };
}

export function spaceTimeRecord(): SpaceTimeRecord {
  const { normal } = generator(5);
  const times = Array.from({ length: 56 }, (_, i) => i - 5);
  const bins = 24;
  const truth: number[] = [];
  const median: number[] = [];
  const width: number[] = [];
  for (const t of times) {
    for (let j = 0; j < bins; j++) {
      const rho = density(-1 + (j + 0.5) / 12, t + 5);
      truth.push(rho + 0.012 * normal());
      median.push(t < 0 ? Number.NaN : rho * (1 + 0.0006 * t * Math.sin(j / 3)));
      width.push(t < 0 ? Number.NaN : 2 * 1.96 * Math.sqrt(rho / 200) * (1 + t / 120));
    }
  }
  return {
    domain: [-1, 1],
    times,
    truth,
    median,
    width,
    level: 0.95,
    forecastStart: 0,
    spaceLabel: "*y*",
    timeLabel: "*t* (Δ*t*)",
    quantityLabel: "walker density *ρ*",
  };
}

export function calibrationRecord(): CalibrationRecord {
  const { uniform } = generator(11);
  const levels = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
  const horizon = (title: string, bias: number) => ({
    title,
    points: levels.map((nominal) => ({
      nominal,
      count: 240,
      hits: Math.round(240 * Math.min(1, nominal + bias * nominal * (1 - nominal))),
    })),
  });
  return {
    pit: Array.from({ length: 1200 }, () => {
      const u = uniform();
      return u + 0.12 * u * (1 - u) * (1 - 2 * u);
    }),
    bandLevel: 0.95,
    coverage: [
      horizon("1–10 Δ*t*", 0.05),
      horizon("11–25 Δ*t*", -0.1),
      horizon("26–50 Δ*t*", -0.25),
    ],
  };
}

export function rankHistogramRecord(): RankHistogramRecord {
  const { uniform } = generator(31);
  const histogram = (power: number) => {
    const counts = new Uint32Array(20);
    for (let i = 0; i < 200; i++) counts[Math.floor(20 * uniform() ** power)]++;
    return counts;
  };
  return {
    histograms: [
      { title: "*m* = −1", counts: histogram(1), pValue: 0.42 },
      { title: "*m* = 1", counts: histogram(1) },
      { title: "*m* = 1, 1", counts: histogram(1), pValue: 0.071 },
      { title: "step 5, bin 16", counts: histogram(1.5), pValue: 0.0003 },
    ],
    draws: 99,
    bandLevel: 0.95,
    columns: 4,
  };
}

export function errorOverTimeRecord(): ErrorOverTimeRecord {
  const times = Array.from({ length: 50 }, (_, i) => i + 1);
  const { normal } = generator(21);
  const line = (f: (t: number) => number) => times.map(f);
  const median = line((t) => 0.035 + 0.0013 * t + 0.002 * normal());
  return {
    times,
    timeLabel: "*t* (Δ*t*)",
    level: 0.95,
    samplingFloor: line(() => 0.033),
    series: [
      {
        label: "sparse Bayes",
        role: "model",
        median,
        range: {
          lower: median.map((e) => 0.8 * e),
          upper: median.map((e, i) => e * (1.2 + i / 150)),
        },
        coverage: line((t) => 0.955 + 0.0004 * t + 0.006 * normal()).map((c) => Math.min(1, c)),
        coverageRange: { lower: line((t) => 0.91 - 0.001 * t), upper: line(() => 1) },
      },
      { label: "LASSO", role: "baseline", median: line((t) => 0.036 + 0.0016 * t) },
      { label: "finite differences", role: "baseline", median: line((t) => 0.034 + 0.0002 * t) },
      {
        label: "least squares",
        role: "baseline",
        median: line((t) => (t > 20 ? Number.POSITIVE_INFINITY : 0.04 * 1.22 ** t)),
      },
    ],
  };
}

/** Two estimates of a field, observed up to t = 9 and predicted from there. */
export function spaceTimeComparisonRecord(): SpaceTimeComparisonRecord {
  const { normal } = generator(6);
  const times = Array.from({ length: 31 }, (_, i) => i);
  const field = (off: (t: number, j: number) => number) =>
    times.flatMap((t) =>
      Array.from({ length: 25 }, (_, j) => density(-1 + (j + 0.5) * 0.08, 4 * t) + off(t, j)),
    );
  return {
    domain: [-1, 1],
    times,
    forecastStart: 10,
    sides: { before: "inferred", after: "predicted" },
    spaceLabel: "position *s*",
    timeLabel: "time *t* / Δ*t*",
    quantityLabel: "density *ρ*",
    truth: { title: "exact", values: field(() => 0) },
    sample: { title: "walkers", values: field(() => 0.01 * normal()) },
    estimates: [
      { title: "recommended", values: field((t, j) => 2e-4 * t * Math.sin(j / 4)) },
      { title: "published", values: field((t, j) => 1e-3 * t * Math.cos(j / 4)) },
    ],
  };
}

/** Profiles at two times, and what two models say of them. */
export function profileDeviationsRecord(): ProfileDeviationsRecord {
  const { normal } = generator(7);
  const models = ["recommended", "published"];
  return {
    domain: [-1, 1],
    spaceLabel: "position *s*",
    quantityLabel: "density *ρ*",
    models,
    truthLabel: "exact density",
    dataLabel: "walkers observed",
    rows: [0, 9].map((t) => {
      const truth = Array.from({ length: 25 }, (_, j) => density(-1 + (j + 0.5) * 0.08, 4 * t));
      const scaled = (factor: (j: number) => number) => truth.map((rho, j) => rho * factor(j));
      return {
        title: `*t* = ${t} Δ*t*`,
        truth,
        data: scaled(() => 1 + 0.01 * normal()),
        estimates: models.map((_, k) => {
          const off = (j: number) => 0.004 * (k + 1) * Math.sin(j / 3);
          const band = (half: number) => ({
            lower: scaled((j) => 1 + off(j) - half),
            upper: scaled((j) => 1 + off(j) + half),
          });
          return {
            mean: scaled((j) => 1 + off(j)),
            interval50: band(0.005),
            interval95: band(0.015),
          };
        }),
      };
    }),
  };
}

/** A quantity that grows away from its reference after a division. */
export function overTimeRecord(): OverTimeRecord {
  const times = Array.from({ length: 21 }, (_, t) => t);
  const line = (slope: number) => ({
    label: `${slope}`,
    values: times.map((t) => 1 + slope * t),
    band: {
      lower: times.map((t) => 1 + slope * t - 0.01 * (t + 1)),
      upper: times.map((t) => 1 + slope * t + 0.01 * (t + 1)),
    },
  });
  return {
    times,
    timeLabel: "time *t* / Δ*t*",
    quantityLabel: "mass",
    panels: [
      { title: "recommended", note: "at most 0.02", lines: [line(0)] },
      { title: "published", lines: [line(0.01), line(0.02)] },
    ],
    references: [1],
    key: { line: "mean over draws", band: "95 % interval", reference: "mass 1" },
    division: { time: 9.5, before: "inferred", after: "predicted" },
  };
}

/** Errors that fall with the amount of data, one of which diverged from the least. */
export function errorAgainstSizeRecord(): ErrorAgainstSizeRecord {
  const sizes = [8, 16, 32, 64];
  const series = (label: string, role: "model" | "baseline", at: number, power: number) => {
    const errors = sizes.map((n) => at * (n / 8) ** -power);
    const times = (factor: number) => errors.map((error) => factor * error);
    return { label, role, errors, range: { lower: times(0.6), upper: times(1.9) } };
  };
  const diverged = series("published", "model", 0.1, 0.6);
  return {
    sizes,
    sizeLabel: "training sequences *n*",
    errorLabel: "relative error at *t* = 35 Δ*t*",
    series: [
      series("recommended", "model", 0.004, 0.5),
      {
        ...diverged,
        errors: [Number.POSITIVE_INFINITY, ...diverged.errors.slice(1)],
        range: {
          lower: diverged.range.lower,
          upper: [Number.POSITIVE_INFINITY, ...diverged.range.upper.slice(1)],
        },
      },
      series("DMD", "baseline", 0.008, 0.02),
      series("circulant", "baseline", 0.009, 0.01),
    ],
    reference: { value: 0.002, label: "equation known" },
  };
}
