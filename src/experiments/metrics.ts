import type { Json } from "../types.js";

/** Wall-clock seconds of the parts of an experiment. Parts that it does not have are absent. */
export interface MetricSeconds {
  readonly simulate?: number;
  readonly fit?: number;
  readonly forecast?: number;
  readonly total: number;
}

/** One coefficient of a learned law. */
export interface CoefficientMetrics {
  /** `m=-1` for X_{j-1}, `m=-1,1` for X_{j-1} X_{j+1}. */
  readonly name: string;
  readonly mean: number;
  /** Standard deviation with the coarse states marginalised. */
  readonly sd: number;
  /** Standard deviation of the mean-field posterior. */
  readonly sdMeanField: number;
  readonly active: boolean;
  /** The value that made the data, where it is known. */
  readonly truth?: number;
}

/** One fit. */
export interface FitMetrics {
  /** Folder's name in src/models; a baseline has its own name. */
  readonly model: string;
  /** Which form of the model, where an experiment compares several. */
  readonly form?: string;
  /** Of the multiscale model: its microscale numbers and its decoder. */
  readonly micro?: number;
  readonly decoder?: string;
  readonly sequences: number;
  readonly seed: number;
  /** Last evidence lower bound in nats; null for a model that has none. */
  readonly bound: number | null;
  readonly iterations: number;
  readonly seconds: number;
  readonly coefficients: readonly CoefficientMetrics[];
}

/** What a forecast is compared in. */
export type Quantity = "density" | "two-bin" | "state" | "field";

/** Scores of one forecast at one step. */
export interface ForecastMetrics {
  readonly model: string;
  /** Which form of the model, where an experiment compares several. */
  readonly form?: string;
  /** Of the fit, where there are several that differ in it alone. */
  readonly seed?: number;
  /** Names the start, such as the index of the sequence. */
  readonly start: string | number;
  readonly bins: number;
  /** Coarse steps ahead, from 1. */
  readonly step: number;
  /** Coarse steps since the first snapshot, where that is not the start of the forecast. */
  readonly time?: number;
  /** Time from which on the scores are of all times up to `time`; where it is absent, they are of one time. */
  readonly from?: number;
  /** Fraction; null where no draw is left. Of two-bin probabilities: the mean over the pairs. */
  readonly relativeError: number | null;
  /** Of a field observed with noise: the same against the truth without it. */
  readonly relativeErrorClean?: number | null;
  /** Fraction of the truth inside the interval; null where there is no interval. */
  readonly coverage: number | null;
  /** Mean width of the interval: of a density over the mean density, else in the quantity's unit. */
  readonly width: number | null;
  /** Mean continuous ranked probability score, in the unit of `width`. */
  readonly crps: number | null;
  /** Draws that left the finite numbers. */
  readonly diverged: number;
  readonly quantity: Quantity;
}

/** Content of metrics.json: the same shape for every experiment. */
export interface Metrics {
  readonly experiment: string;
  readonly version: string;
  readonly seed: number;
  readonly seconds: MetricSeconds;
  readonly fit: readonly FitMetrics[];
  readonly forecast: readonly ForecastMetrics[];
  /** Whatever else the experiment has to say. */
  readonly extra: { readonly [key: string]: Json };
}
