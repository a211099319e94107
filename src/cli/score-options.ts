/** Options of `coarsegrain score`. */
export interface ScoreCommandOptions {
  readonly truth: string;
  readonly bins?: number;
  readonly level: number;
  readonly json?: boolean;
}
