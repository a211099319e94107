import { digestGroup } from "../store/digest.js";
import type { Group, Values, Variable } from "../store/group.js";
import type { ArrayLayout } from "../store/metadata.js";
import type { Dataset } from "./dataset.js";
import { datasetAttributes, datasetLayout, spaceValues } from "./layout.js";

/** A dataset as the group that its files hold; the values are views, not copies. */
export function datasetGroup(dataset: Dataset): Group {
  const header = {
    ...dataset,
    recordsPositions: dataset.position !== undefined,
    recordsInitialState: dataset.initialState !== undefined,
    recordsObserved: dataset.observed !== undefined,
  };
  const layout = datasetLayout(header);
  const variable = (array: ArrayLayout, values: Values): Variable => {
    const { shape, dimensions, attributes, chunks } = array;
    return { values, shape, dimensions, attributes, chunks };
  };
  const variables: { [name: string]: Variable } = {
    time: variable(layout.time, dataset.time),
    space: variable(layout.space, spaceValues(header)),
  };
  const values = {
    counts: dataset.counts,
    position: dataset.position,
    initial_state: dataset.initialState,
    observed: dataset.observed,
  };
  for (const [name, array] of layout.perSequence) {
    variables[name] = variable(array, values[name] as Values);
  }
  return { attributes: datasetAttributes(header), variables, groups: {} };
}

/**
 * SHA-256 of a dataset's content, of its header and all values, independent of how it is stored. The
 * same in Node and in browsers.
 */
export async function digestDataset(dataset: Dataset): Promise<string> {
  return digestGroup(datasetGroup(dataset));
}
