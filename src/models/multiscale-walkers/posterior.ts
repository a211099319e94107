import { instantiateKernel, type Kernel } from "../../kernel/load.js";
import type { Group } from "../../store/group.js";
import { damagedHeader, type ModelHeader, readModelHeader } from "../law/header.js";
import { posteriorGroup } from "../law/posterior-group.js";
import { checkRequest } from "../law/request.js";
import type { Posterior } from "../model.js";
import { multiscaleFromGroup } from "../multiscale-sde/multiscale-sde.js";
import type { MultiscalePosterior } from "../multiscale-sde/posterior.js";
import { densityGrid } from "./densities.js";
import { forecastWalkers } from "./forecast.js";

/** The stochastic multiscale model of the densities of walkers. */
export interface MultiscaleWalkersPosterior extends Posterior, ModelHeader {
  /** The model of the densities as fields. */
  readonly field: MultiscalePosterior;
}

/** Puts the parts of a posterior together. */
export function createWalkersPosterior(
  kernel: Kernel,
  header: ModelHeader,
  field: MultiscalePosterior,
): MultiscaleWalkersPosterior {
  const { provenance, grid } = header;
  return {
    ...header,
    field,
    model: provenance.name,
    bound: field.bound,
    boundSegments: [],
    converged: field.converged,
    coefficients: [],
    forecast: async (start, request) => {
      checkRequest(request, grid.bins);
      return forecastWalkers(kernel, header, field, start, request);
    },
    toGroup: () => {
      const group = posteriorGroup(header, { content: "walkers" });
      return { ...group, groups: { field: field.toGroup() } };
    },
  };
}

/** A posterior that its `toGroup` laid out. @throws InvalidData if it is another's or damaged; InvalidParameter */
export async function walkersFromGroup(
  name: string,
  group: Group,
): Promise<MultiscaleWalkersPosterior> {
  const { common } = readModelHeader(group, name);
  const inner = group.groups.field;
  if (inner === undefined) throw damagedHeader();
  const field = await multiscaleFromGroup(inner);
  if (`${field.grid.points}` !== `${densityGrid(common.grid).points}`) throw damagedHeader();
  return createWalkersPosterior(await instantiateKernel(), common, field);
}
