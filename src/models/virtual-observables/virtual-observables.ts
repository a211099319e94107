import type { Dataset } from "../../dataset/dataset.js";
import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import { instantiateNetworkKernel, type NetworkKernel } from "../../kernel/network/load.js";
import { checkSeed } from "../../kernel/random.js";
import type { Group } from "../../store/group.js";
import { version } from "../../version.js";
import type { ConfiguredModel, FitOptions, Model } from "../model.js";
import { firstStates } from "./begin.js";
import { builtInObservables } from "./built-in.js";
import { createStates } from "./families/record.js";
import type { VirtualObservablesFields } from "./fields.js";
import { firstSnapshotStates } from "./infer-states.js";
import { createLaw } from "./laws/create.js";
import { replaceValues } from "./laws/declare.js";
import type { NamedArray, TransitionLaw } from "./laws/law.js";
import { type LivingLaw, learnLiving } from "./learn-living.js";
import { fitLinearFlux } from "./linear-flux.js";
import type { VirtualObservable } from "./observable.js";
import {
  resolveVirtualObservables,
  type VirtualObservablesParameters,
  virtualObservablesParameters,
  withReachWithin,
} from "./parameters.js";
import { createPosterior, type VirtualObservablesPosterior } from "./posterior.js";
import { fieldsFromGroup } from "./restore.js";
import { checkResume, fingerprintOf } from "./resume.js";
import { observedPairs, type Snapshots, snapshotsOf } from "./snapshots.js";
import { type LearnedStates, trainStates } from "./train-states.js";

const name = "virtual-observables";

/** The model with its parameters set. */
export interface VirtualObservables extends ConfiguredModel {
  readonly parameters: VirtualObservablesParameters;
  fit(data: Dataset, options?: FitOptions): Promise<VirtualObservablesPosterior>;
}

/** What a configuration can be given beside its parameters: it is code, so no file holds it. */
export interface VirtualObservablesExtras {
  /** Virtual observables beside those of the parameters. */
  readonly observables?: readonly VirtualObservable[];
  /** A transition law of one's own, in place of the parameters' law. */
  readonly law?: TransitionLaw;
}

/** Everything a fit works with. */
interface Fit {
  readonly kernel: Kernel;
  readonly network: NetworkKernel;
  readonly data: Dataset;
  readonly snapshots: Snapshots;
  readonly parameters: VirtualObservablesParameters;
  readonly observables: readonly VirtualObservable[];
  /** Those among them that are not the parameters'. */
  readonly extra: readonly VirtualObservable[];
  readonly own: TransitionLaw | undefined;
  readonly seed: number;
  readonly options: FitOptions;
  /** What to go on from. */
  readonly resume?: VirtualObservablesPosterior | undefined;
}

function headerOf({ data, parameters, seed }: Fit) {
  const { grid, timeStep, walkers, sequences, provenance } = data;
  return {
    provenance: { version, command: provenance.command, name, parameters, seed },
    ...{ grid, timeStep, walkers, sequences, parameters, fingerprint: fingerprintOf(data) },
  };
}

/** Law and states of walkers that live on. */
async function fitLiving(fit: Fit): Promise<VirtualObservablesPosterior> {
  const { kernel, network, data, snapshots, parameters, observables, extra } = fit;
  const { own, seed, options, resume } = fit;
  const gaussian = firstSnapshotStates(kernel, snapshots, { parameters });
  const { order, lengths } = snapshots;
  const posteriorOf = (
    { law, linear, lifted, noise, bound, trial, training }: LivingLaw,
    converged: boolean,
  ) => {
    const fields: VirtualObservablesFields = {
      ...headerOf(fit),
      ...{ law, linear, lifted, noise, noiseShape: 0, trial, gaussian, order, lengths, bound },
      encoder: [],
      converged,
      training: converged ? undefined : training,
    };
    return createPosterior(kernel, network, fields, extra);
  };
  const { onCheckpoint, signal, onProgress } = options;
  const living = await learnLiving(
    {
      ...{ kernel, network, parameters, observables, own, seed, resume },
      pairs: observedPairs(snapshots),
      walkers: data.walkers,
      placed: data.initialState !== undefined,
    },
    {
      ...{ signal, onProgress },
      onCheckpoint: onCheckpoint && ((learned) => onCheckpoint(posteriorOf(learned, false))),
    },
  );
  return posteriorOf(living, true);
}

/** The parameters of q(X) as an earlier training left them. */
function resumedStates(
  begun: readonly NamedArray[],
  { parameters, encoder, gaussian }: VirtualObservablesPosterior,
): NamedArray[] {
  const { mean, logScale, below } = gaussian;
  const values = parameters.amortised
    ? encoder.map((array) => array.values)
    : [mean, logScale, ...(below ? [below] : [])];
  return replaceValues(begun, values);
}

/** Law and states together, where every snapshot is a sample of its own. */
async function fitAnew(fit: Fit): Promise<VirtualObservablesPosterior> {
  const { kernel, network, data, snapshots, parameters, observables, extra } = fit;
  const { own, seed, options, resume } = fit;
  const { bins, order, lengths } = snapshots;
  const first = firstStates(kernel, snapshots, parameters);
  const linear = () =>
    fitLinearFlux(kernel, observedPairs(snapshots), parameters.reach, data.walkers).coefficients;
  const begun =
    own ??
    createLaw(kernel, parameters, bins, seed, {
      linear: parameters.law === "flux" ? linear() : new Float64Array(2 * parameters.reach),
      network: parameters.network !== "never",
    });
  const posteriorOf = (learned: LearnedStates, converged: boolean) => {
    const { states, gaussian, noise, bound, training } = learned;
    const fields: VirtualObservablesFields = {
      ...headerOf(fit),
      ...{ law: learned.law, noise: noise.level, noiseShape: noise.shape },
      ...{ gaussian, order, lengths, bound, converged },
      encoder: parameters.amortised ? states : [],
      training: converged ? undefined : training,
    };
    return createPosterior(kernel, network, fields, extra);
  };
  const { onCheckpoint, signal, onProgress } = options;
  const states = createStates(kernel, snapshots, first, parameters, seed);
  const learned = await trainStates(
    {
      ...{ kernel, network, snapshots, parameters, first, observables, seed, resume },
      law: resume ? begun.withValues(resume.law.parameters.map(({ values }) => values)) : begun,
      states: resume ? resumedStates(states, resume) : states,
      noiseLevel: resume?.noise,
      learnLaw: true,
      learnStates: true,
    },
    {
      ...{ signal, onProgress },
      onCheckpoint: onCheckpoint && ((state) => onCheckpoint(posteriorOf(state, false))),
    },
  );
  return posteriorOf(learned, true);
}

/**
 * The deep probabilistic model of Kaltenbach & Koutsourelakis 2020: a coarse state X of shares of walkers, a transition law
 * X_{t+1} = f(X_t) + sigma_r noise with f a network, a multinomial emission law, and virtual observables: physics, such as the
 * conservation of mass, as data. {@link publishedForm} is the paper's configuration; the defaults are the recommended one.
 *
 * @param given parameters that differ from their defaults; see {@link virtualObservablesParameters}
 * @throws UnknownParameter, InvalidParameter
 *
 * @example
 * const posterior = await fit(data, virtualObservables());
 * const paper = await fit(data, virtualObservables(publishedForm));
 */
export function virtualObservables(
  given: { readonly [key: string]: unknown } = {},
  { observables: extra = [], law: own }: VirtualObservablesExtras = {},
): VirtualObservables {
  const asked = resolveVirtualObservables(given);
  return {
    name,
    parameters: asked,
    async fit(data, options = {}) {
      const { resume: earlier, seed = earlier?.provenance?.seed ?? 0 } = options;
      checkSeed(seed);
      const parameters = withReachWithin(asked, data.grid.bins);
      const law = own?.name ?? parameters.law;
      const resume = earlier && checkResume(earlier, { name, data, parameters, law, seed });
      const snapshots = snapshotsOf(data);
      const kernel = await instantiateKernel();
      const network = await instantiateNetworkKernel();
      if (resume?.converged) return createPosterior(kernel, network, resume, extra);
      const fit: Fit = {
        ...{ kernel, network, data, snapshots, parameters, extra, own, seed, options, resume },
        observables: [...builtInObservables(data, parameters, own), ...extra],
      };
      return parameters.walkers === "living" ? fitLiving(fit) : fitAnew(fit);
    },
  };
}

/**
 * A posterior that `toGroup` laid out, of a law or observables of one's own, which no file holds.
 *
 * @param extras as they were given to {@link virtualObservables}; values of the law come from the group
 * @throws InvalidData if the group is no such posterior, is damaged, or is of another law
 *
 * @example
 * const group = await readGroup(folderStorage("posterior.zarr"));
 * const posterior = await restoreVirtualObservables(group, { law: layersModelLaw(tf, model) });
 */
export async function restoreVirtualObservables(
  group: Group,
  { observables = [], law }: VirtualObservablesExtras = {},
): Promise<VirtualObservablesPosterior> {
  const kernel = await instantiateKernel();
  const network = await instantiateNetworkKernel();
  return createPosterior(kernel, network, fieldsFromGroup(kernel, name, group, law), observables);
}

/** The registry's line for this model. */
export const virtualObservablesModel: Model = {
  name,
  summary: "deep transition law with virtual observables: physics as data",
  parameters: virtualObservablesParameters,
  configure: (given) => virtualObservables(given),
  fromGroup: (group) => restoreVirtualObservables(group),
};
