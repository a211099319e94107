import { CoarsegrainError, corruptFile, invalidData } from "../errors.js";
import {
  type ArtefactKind,
  artefactAttributes,
  artefactHeader,
  readHeader,
  readProvenance,
} from "../store/artefact.js";
import type { DataType } from "../store/data-type.js";
import type { Values } from "../store/group.js";
import { canonical, type JsonObject } from "../store/json.js";
import { type ArrayLayout, checkLayout, wholeChunk } from "../store/metadata.js";
import { readTree, type Tree } from "../store/read-group.js";
import type { Storage } from "../store/storage.js";
import { binCentres, type Grid, type Provenance } from "../types.js";
import { checkGrid, checkWhole } from "./check.js";

/** What a dataset is, before any of its sequences is there. */
export interface DatasetHeader {
  readonly grid: Grid;
  /** Snapshot times, shape [time]; uniform, in the system's unit of time. */
  readonly time: Float64Array;
  readonly sequences: number;
  /** Walkers in each sequence. */
  readonly walkers: number;
  /** Whether `position` is recorded. */
  readonly recordsPositions: boolean;
  /** Whether `initial_state` is recorded. */
  readonly recordsInitialState: boolean;
  /** Whether `observed` is recorded; everything is observed otherwise. */
  readonly recordsObserved?: boolean | undefined;
  readonly provenance: Provenance;
}

/** Names of the arrays that have one chunk per sequence. */
export type SequenceArray = "counts" | "position" | "initial_state" | "observed";

/** Layouts of a dataset's arrays. */
export interface DatasetLayout {
  readonly time: ArrayLayout;
  readonly space: ArrayLayout;
  readonly perSequence: ReadonlyMap<SequenceArray, ArrayLayout>;
}

const kind: ArtefactKind = "dataset";

/** The attribute `content` of a dataset of fields; one of walkers has none. */
export const fieldContent = "fields";

/** Checks a header. @throws InvalidData if a length is not whole or positive, or a time not finite */
function checkHeader(header: DatasetHeader): void {
  const { grid, time, sequences, walkers } = header;
  checkWhole("sequences", sequences, 1);
  checkWhole("walkers", walkers, 0);
  checkGrid(grid);
  checkWhole("number of snapshots", time.length, 1);
  if (!time.every(Number.isFinite)) throw invalidData("time", "finite values", "one that is not");
}

/**
 * Attributes of a dataset's root.
 *
 * @throws InvalidData if the header is not valid
 */
export function datasetAttributes(header: DatasetHeader): JsonObject {
  checkHeader(header);
  const { grid, time, sequences, walkers, provenance } = header;
  const attributes = artefactAttributes(kind, provenance, {
    domain: [...grid.domain],
    boundary: "periodic",
    bins: grid.bins,
    walkers,
    sequences,
    time_start: time[0],
    time_step: time.length > 1 ? time[1] - time[0] : 0,
    snapshots: time.length,
  });
  return canonical(attributes, "attributes") as JsonObject;
}

/** What the layouts depend on. */
interface Sizes {
  readonly grid: Grid;
  readonly snapshots: number;
  readonly sequences: number;
  readonly walkers: number;
  readonly recordsPositions: boolean;
  readonly recordsInitialState: boolean;
  readonly recordsObserved?: boolean | undefined;
}

/** Layouts of a header's arrays. @throws InvalidData if the header is not valid or too large */
export function datasetLayout(header: DatasetHeader): DatasetLayout {
  checkHeader(header);
  const layout = layoutOfSizes({ ...header, snapshots: header.time.length });
  for (const [name, array] of layout.perSequence) checkLayout(array, name);
  return layout;
}

/** Layouts of the arrays: one chunk per sequence, `time` and `space` as xarray's coordinates. */
function layoutOfSizes(sizes: Sizes): DatasetLayout {
  const { grid, snapshots, sequences, walkers } = sizes;
  const axis = (dimension: string, length: number, name: string): ArrayLayout => ({
    type: "float64",
    shape: [length],
    chunks: [length],
    dimensions: [dimension],
    attributes: { long_name: name },
  });
  const perSequence = (
    type: DataType,
    inner: readonly number[],
    dimensions: readonly string[],
    attributes: JsonObject,
  ): ArrayLayout => ({
    type,
    shape: [sequences, ...inner],
    chunks: [1, ...wholeChunk(inner)],
    dimensions: ["sequence", ...dimensions],
    attributes,
  });
  const binned = (name: string) => ({ coordinates: "space", long_name: name });
  const arrays = new Map<SequenceArray, ArrayLayout>();
  const counts = binned("walkers per bin");
  arrays.set("counts", perSequence("uint32", [snapshots, grid.bins], ["time", "bin"], counts));
  if (sizes.recordsPositions) {
    const attributes = { long_name: "position of each walker" };
    const inner = [snapshots, walkers];
    arrays.set("position", perSequence("float32", inner, ["time", "walker"], attributes));
  }
  if (sizes.recordsInitialState) {
    const attributes = binned("coarse state that the first walkers were drawn from");
    arrays.set("initial_state", perSequence("float64", [grid.bins], ["bin"], attributes));
  }
  if (sizes.recordsObserved) {
    const attributes = { long_name: "1 where walkers were observed, else 0" };
    arrays.set("observed", perSequence("uint8", [snapshots], ["time"], attributes));
  }
  return {
    time: axis("time", snapshots, "time of the snapshot"),
    space: axis("bin", grid.bins, "centre of the bin"),
    perSequence: arrays,
  };
}

/** Values of `space`, the bin centres. */
export function spaceValues(header: DatasetHeader): Values {
  return binCentres(header.grid);
}

/** Header and layout of the dataset in a storage, `time` read from its chunk by the caller. */
export interface StoredHeader {
  readonly grid: Grid;
  readonly snapshots: number;
  readonly sequences: number;
  readonly walkers: number;
  readonly provenance: Provenance;
  readonly layout: DatasetLayout;
  /** The `coarsegrain` attribute as it is stored. */
  readonly attributes: JsonObject;
}

/**
 * Reads and checks the header of a dataset: kind, format, and that attributes and arrays agree. Nothing
 * is allocated for the arrays.
 *
 * @throws StorageFailure if nothing is there; CorruptFile naming the file that is wrong
 */
export async function readDatasetHeader(storage: Storage): Promise<StoredHeader> {
  await readHeader(storage, kind);
  const tree = await readTree(storage);
  const path = `${storage.name}/zarr.json`;
  const attributes = artefactHeader(tree.attributes) as JsonObject;
  if (attributes.content === fieldContent) {
    throw corruptFile(path, "counts of walkers", "fields", "Read it with readFields().");
  }
  const counts = tree.arrays.counts;
  if (counts === undefined) throw corruptFile(path, "an array counts", arrayNames(tree));
  const { domain, walkers, bins, sequences, snapshots } = attributes;
  const valid =
    Array.isArray(domain) &&
    domain.length === 2 &&
    domain.every((end) => typeof end === "number") &&
    domain[0] < domain[1] &&
    [walkers, bins, sequences, snapshots].every((n) => Number.isSafeInteger(n) && Number(n) >= 0);
  if (!valid) {
    const expected = "domain, walkers, bins, sequences and snapshots of a dataset";
    throw corruptFile(path, expected, JSON.stringify(attributes));
  }
  const header = {
    grid: { domain: [domain[0], domain[1]] as const, bins: Number(bins) },
    snapshots: Number(snapshots),
    sequences: Number(sequences),
    walkers: Number(walkers),
    provenance: readProvenance(attributes, path),
  };
  return { ...header, attributes, layout: checkedLayout(storage, tree, header) };
}

function arrayNames(tree: Tree): string {
  return Object.keys(tree.arrays).join(", ") || "no array";
}

/** The layouts of the arrays that are there, each as the header says it must be. */
function checkedLayout(
  storage: Storage,
  tree: Tree,
  header: Omit<StoredHeader, "layout" | "attributes">,
): DatasetLayout {
  const expected = layoutOfSizes({
    ...header,
    recordsPositions: tree.arrays.position !== undefined,
    recordsInitialState: tree.arrays.initial_state !== undefined,
    recordsObserved: tree.arrays.observed !== undefined,
  });
  const check = (name: string, layout: ArrayLayout) => {
    const found = tree.arrays[name];
    const path = `${storage.name}/${name}/zarr.json`;
    const show = ({ type, shape, chunks, dimensions }: ArrayLayout) =>
      `${type} [${shape}] in chunks [${chunks}] along [${dimensions}]`;
    if (found === undefined) throw corruptFile(path, show(layout), "no array");
    if (show(found) !== show(layout)) throw corruptFile(path, show(layout), show(found));
  };
  check("time", expected.time);
  check("space", expected.space);
  for (const [name, layout] of expected.perSequence) check(name, layout);
  return expected;
}

/** The error for sequences that are not there. */
export function incompleteDataset(path: string, missing: readonly number[]) {
  const shown = missing.slice(0, 10).join(", ") + (missing.length > 10 ? ", ..." : "");
  return new CoarsegrainError(
    "IncompleteDataset",
    `${path} lacks ${missing.length} of its sequences (${shown}). Run the simulation again with --resume to make them.`,
    { path, missing },
  );
}
