import { corruptFile } from "../errors.js";
import {
  type ArtefactKind,
  artefactAttributes,
  artefactHeader,
  readHeader,
  readProvenance,
} from "../store/artefact.js";
import { canonical, type JsonObject } from "../store/json.js";
import { type ArrayLayout, checkLayout } from "../store/metadata.js";
import { readTree, type Tree } from "../store/read-group.js";
import type { Storage } from "../store/storage.js";
import type { Json, Provenance } from "../types.js";
import { checkWhole } from "./check.js";
import { checkFieldGrid, type FieldGrid, fieldPoints } from "./field-grid.js";
import { fieldGridAttributes, fieldGridIn } from "./field-grid-attributes.js";
import { checkRisingTimes } from "./field-source.js";
import { fieldContent } from "./layout.js";

/** What a dataset of fields is, before any of its trajectories is there. */
export interface FieldHeader {
  readonly grid: FieldGrid;
  /** Shape [time], rising. */
  readonly time: Float64Array;
  readonly sequences: number;
  /** Standard deviation of the observation noise, where it is known. */
  readonly noise?: number | undefined;
  /** Whether `clean` is recorded. */
  readonly recordsClean: boolean;
  readonly provenance: Provenance;
}

/** Names of the arrays that have one chunk per trajectory. */
export type FieldArray = "field" | "clean";

/** Layouts of the arrays. */
export interface FieldLayout {
  readonly time: ArrayLayout;
  /** Coordinates: `space`, or `y` and `x`. */
  readonly axes: ReadonlyMap<string, ArrayLayout>;
  readonly perSequence: ReadonlyMap<FieldArray, ArrayLayout>;
}

const kind: ArtefactKind = "dataset";

/** @throws InvalidData if a header is not valid */
function checkHeader({ grid, time, sequences }: FieldHeader): void {
  checkFieldGrid(grid);
  checkRisingTimes(time);
  checkWhole("sequences", sequences, 1);
}

/** Attributes of the root. @throws InvalidData if the header is not valid */
export function fieldAttributes(header: FieldHeader): JsonObject {
  checkHeader(header);
  const { grid, time, sequences, noise, provenance } = header;
  const attributes = artefactAttributes(kind, provenance, {
    content: fieldContent,
    ...fieldGridAttributes(grid),
    ...(noise === undefined ? {} : { noise }),
    sequences,
    time_start: time[0],
    time_step: time.length > 1 ? time[1] - time[0] : 0,
    snapshots: time.length,
  });
  return canonical(attributes, "attributes") as JsonObject;
}

/** Coordinates of the axes, in the order of their layouts. */
export function axisValues({ grid }: FieldHeader): Float64Array[] {
  return fieldPoints(grid);
}

/** Layouts of a header's arrays. @throws InvalidData if the header is not valid or too large */
export function fieldLayout(header: FieldHeader): FieldLayout {
  checkHeader(header);
  const layout = layoutOfSizes({ ...header, snapshots: header.time.length });
  for (const [name, array] of layout.perSequence) checkLayout(array, name);
  return layout;
}

interface Sizes {
  readonly grid: FieldGrid;
  readonly snapshots: number;
  readonly sequences: number;
  readonly recordsClean: boolean;
}

function layoutOfSizes({ grid, snapshots, sequences, recordsClean }: Sizes): FieldLayout {
  const names = grid.points.length === 1 ? ["space"] : ["y", "x"];
  const axis = (dimension: string, length: number, name: string): ArrayLayout => ({
    type: "float64",
    shape: [length],
    chunks: [length],
    dimensions: [dimension],
    attributes: { long_name: name },
  });
  const inner = [snapshots, ...grid.points];
  const fields = (name: string): ArrayLayout => ({
    type: "float32",
    shape: [sequences, ...inner],
    chunks: [1, ...inner],
    dimensions: ["sequence", "time", ...names],
    attributes: { long_name: name },
  });
  const perSequence = new Map<FieldArray, ArrayLayout>([["field", fields("field as observed")]]);
  if (recordsClean) perSequence.set("clean", fields("field without noise"));
  return {
    time: axis("time", snapshots, "time of the snapshot"),
    axes: new Map(names.map((name, d) => [name, axis(name, grid.points[d], "position")])),
    perSequence,
  };
}

/** A header as it is stored, `time` read from its chunk by the caller. */
export interface StoredFieldHeader {
  readonly grid: FieldGrid;
  readonly snapshots: number;
  readonly sequences: number;
  readonly noise: number | undefined;
  readonly provenance: Provenance;
  readonly layout: FieldLayout;
}

function isWhole(value: Json | undefined, least: number): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

/** The grid that attributes describe, undefined if they describe none. */
function gridIn(attributes: JsonObject): FieldGrid | undefined {
  try {
    return fieldGridIn(attributes);
  } catch {
    return undefined;
  }
}

/**
 * Reads and checks the header of a dataset of fields: kind, format, and that attributes and arrays agree.
 * Nothing is allocated for the arrays.
 *
 * @throws StorageFailure if nothing is there; CorruptFile naming the file that is wrong
 */
export async function readFieldHeader(storage: Storage): Promise<StoredFieldHeader> {
  await readHeader(storage, kind);
  const tree = await readTree(storage);
  const path = `${storage.name}/zarr.json`;
  const attributes = artefactHeader(tree.attributes) as JsonObject;
  if (attributes.content !== fieldContent) {
    throw corruptFile(path, "fields", "counts of walkers", "Read it with readDataset().");
  }
  const { sequences, snapshots, noise } = attributes;
  const grid = gridIn(attributes);
  const known = noise === undefined || (typeof noise === "number" && noise >= 0);
  if (grid === undefined || !isWhole(sequences, 1) || !isWhole(snapshots, 1) || !known) {
    const expected = "domain, points, sequences and snapshots of fields";
    throw corruptFile(path, expected, JSON.stringify(attributes));
  }
  const recordsClean = tree.arrays.clean !== undefined;
  const layout = layoutOfSizes({ grid, snapshots, sequences, recordsClean });
  checkTree(storage, tree, layout);
  const provenance = readProvenance(attributes, path);
  return {
    grid,
    snapshots,
    sequences,
    noise: noise as number | undefined,
    provenance,
    layout,
  };
}

/** @throws CorruptFile naming an array that is not as the header says */
function checkTree(storage: Storage, tree: Tree, layout: FieldLayout): void {
  const expected = [["time", layout.time] as const, ...layout.axes, ...layout.perSequence];
  const show = ({ type, shape, chunks, dimensions }: ArrayLayout) =>
    `${type} [${shape}] in chunks [${chunks}] along [${dimensions}]`;
  for (const [name, array] of expected) {
    const found = tree.arrays[name];
    const path = `${storage.name}/${name}/zarr.json`;
    if (found === undefined) throw corruptFile(path, show(array), "no array");
    if (show(found) !== show(array)) throw corruptFile(path, show(array), show(found));
  }
}
