import type { Settings } from "./options.js";

/** Options of `coarsegrain fit`. */
export interface FitCommandOptions {
  readonly model?: string;
  readonly out: string;
  readonly prior?: string;
  readonly seed: number;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly set?: Settings;
  readonly select?: readonly string[];
  readonly json?: boolean;
}
