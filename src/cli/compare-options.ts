import { invalidParameter } from "../errors.js";
import type { Settings } from "./options.js";

/** Options of `coarsegrain compare`. */
export interface CompareCommandOptions {
  readonly models: string;
  readonly out: string;
  readonly truth?: string;
  readonly holdout: number;
  readonly trainingSteps?: number;
  readonly steps?: number;
  readonly draws: number;
  /** Of walkers; 0 if absent. */
  readonly runs?: number;
  readonly level: number;
  readonly seed: number;
  readonly set?: Settings;
  readonly workers: number;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** Settings by model: those of `stlsq.threshold=0.1` for stlsq. @throws InvalidParameter, UnknownName */
function settingsOf(names: readonly string[], given: Settings): Map<string, Settings> {
  const settings = new Map<string, Settings>(names.map((name) => [name, {}]));
  for (const [key, value] of Object.entries(given)) {
    const at = key.indexOf(".");
    const [name, parameter] = [key.slice(0, Math.max(at, 0)), key.slice(at + 1)];
    const before = settings.get(name);
    if (before === undefined) {
      const expected = `model.key=value of ${names.join(", ")}, such as ${names[0]}.range=3`;
      throw invalidParameter("--set", expected, `${key}=${value}`);
    }
    settings.set(name, { ...before, [parameter]: value });
  }
  return settings;
}

/** Names of models, as they were asked for. */
export function namesOf(models: string): string[] {
  return models.split(",").map((name) => name.trim());
}

/** Models with the settings that name them. @throws InvalidParameter, UnknownName, UnknownParameter */
export function configureModels<C>(
  models: string,
  given: Settings,
  find: (name: string) => { configure(given: Settings): C },
): C[] {
  const names = namesOf(models);
  const lines = names.map(find);
  const settings = settingsOf(names, given);
  return lines.map((line, i) => line.configure(settings.get(names[i]) ?? {}));
}
