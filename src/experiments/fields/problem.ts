import type { ConfiguredFieldSystem } from "../../simulate/fields/system.js";
import type { Json } from "../../types.js";

/** What a system of a field is simulated with, beyond what it is by itself. */
export interface SystemOverrides {
  readonly position?: "fixed" | "random";
  readonly duration?: number;
  readonly steps?: number;
  readonly subSteps?: number;
}

/** A form of the multiscale model, and how it is asked for. */
export interface FormPlan {
  readonly form: string;
  readonly label: string;
  /** Parameters of the model beside the form. */
  readonly parameters?: { readonly [key: string]: Json };
  /** Fits with seeds of their own. */
  readonly trainingSeeds: number;
  /** Steps of Adam of shorter fits, ascending: with the whole one, the curve of error against cost. */
  readonly budgets: readonly number[];
  /** Starts that it is tested from; all by default. */
  readonly starts?: readonly StartFamily["name"][];
}

/** A model to compare with. */
export interface BaselinePlan {
  readonly model: string;
  readonly label: string;
  readonly parameters?: { readonly [key: string]: Json };
  /** What it knows that the multiscale model does not: the equation, or nothing. */
  readonly knows: "equation" | "data alone";
}

/** Errors of microscale dimensions, by decoder. */
export interface SweepPlan {
  readonly dimensions: readonly number[];
  /** Steps of Adam of each; 0: those of the form. */
  readonly steps: number;
  readonly draws: number;
}

/** How large an experiment is. */
export interface Sizes {
  /** Trajectories that are trained on. */
  readonly training: number;
  /** Further ones that set the size of the forecasts' noise. */
  readonly validation: number;
  /** Trajectories that no fit has seen, of each kind of start. */
  readonly tests: number;
  readonly draws: number;
  readonly forms: readonly FormPlan[];
  readonly sweep: SweepPlan;
  readonly baselines: readonly BaselinePlan[];
}

/** Where test trajectories begin. */
export interface StartFamily {
  readonly name: "original" | "shifted" | "random";
  /** Such as "starts shifted by 5 % of the domain". */
  readonly label: string;
}

/** What the literature reports, as fractions. */
export interface Published {
  readonly multiscale: number;
  readonly closure: number;
}

/** Errors that the project wants not to exceed, as fractions. */
export interface Aims {
  readonly noisy: number;
  readonly clean: number;
  /** With a linear decoder and five microscale numbers. */
  readonly linear?: number;
}

/** One experiment on a field: a system, its words, and its sizes. */
export interface FieldProblem {
  readonly name: string;
  readonly summary: string;
  /** Of the report. */
  readonly title: string;
  readonly equation: string;
  /** Of the initial fields, in words. */
  readonly family: string;
  system(overrides?: SystemOverrides): ConfiguredFieldSystem;
  readonly spaceLabels: readonly string[];
  /** Times of a test trajectory in a training time at which errors are measured; a multiple of `intervals`. */
  readonly errorTimes: number;
  /** Those at which intervals are scored too. */
  readonly intervals: number;
  /** Times of the figure of profiles, in units of the training time: among those of the intervals. */
  readonly shownTimes: readonly number[];
  readonly starts: readonly StartFamily[];
  /** Last time of forecasts, in units of the training time: above 1. */
  readonly horizon: number;
  readonly published: Published;
  readonly aims: Aims;
  /** Level of the intervals. */
  readonly level: number;
  /** Sizes of a full run and of a quick one. */
  readonly full: Sizes;
  readonly quick: Sizes;
}
