import { invalidData } from "../errors.js";
import type { Provenance } from "../types.js";
import { checkWhole, describeValue } from "./check.js";
import { checkFieldGrid, type FieldGrid, fieldSize } from "./field-grid.js";
import {
  checkFieldSequence,
  checkFieldSource,
  checkRisingTimes,
  checkSequenceIndex,
  type FieldSequence,
  type FieldSource,
} from "./field-source.js";

/** What a {@link FieldDataset} is made of. */
export interface FieldDatasetFields {
  readonly grid: FieldGrid;
  /** Shape [time], rising. */
  readonly time: Float64Array;
  readonly sequences: number;
  /** Shape [sequence][time][...space]. */
  readonly field: Float32Array;
  /** The same without noise, where that is known. */
  readonly clean?: Float32Array | undefined;
  /** Standard deviation of the observation noise, where it is known. */
  readonly noise?: number | undefined;
  readonly provenance: Provenance;
}

/** Trajectories of a field in memory. */
export class FieldDataset implements FieldDatasetFields, FieldSource {
  readonly kind = "fields";
  readonly grid: FieldGrid;
  readonly time: Float64Array;
  readonly sequences: number;
  readonly field: Float32Array;
  readonly clean: Float32Array | undefined;
  readonly noise: number | undefined;
  readonly provenance: Provenance;

  /** @throws InvalidData if shapes disagree, times do not rise, or a value is not finite */
  constructor(fields: FieldDatasetFields) {
    const { grid, time, sequences, field, clean, noise, provenance } = fields ?? {};
    checkFieldGrid(grid);
    checkRisingTimes(time);
    checkWhole("sequences", sequences, 1);
    if (noise !== undefined && !(noise >= 0 && noise < Infinity)) {
      throw invalidData("noise", "a finite number of at least 0", `${noise}`);
    }
    if (typeof provenance !== "object" || provenance === null) {
      throw invalidData("provenance", "what made the data", describeValue(provenance));
    }
    this.grid = grid;
    this.time = time;
    this.sequences = sequences;
    this.field = field;
    this.clean = clean;
    this.noise = noise;
    this.provenance = provenance;
    const length = time.length * fieldSize(grid);
    for (const [name, values] of Object.entries(
      clean === undefined ? { field } : { field, clean },
    )) {
      if (values?.length === sequences * length) continue;
      throw invalidData(name, `${sequences * length} values`, `${values?.length ?? "none"}`);
    }
    for (let i = 0; i < sequences; i++) checkFieldSequence(this.#at(i), this, i);
  }

  #at(index: number): FieldSequence {
    const length = this.field.length / this.sequences;
    const part = (values: Float32Array) => values.subarray(index * length, (index + 1) * length);
    const field = part(this.field);
    return this.clean === undefined ? { field } : { field, clean: part(this.clean) };
  }

  /** One trajectory: views, not copies. @throws InvalidData if there is none of this index */
  async sequence(index: number): Promise<FieldSequence> {
    checkSequenceIndex(index, this.sequences);
    return this.#at(index);
  }

  /**
   * Reads trajectories of a source into memory.
   *
   * @param indices all by default
   * @throws InvalidData if there are no such trajectories, or some are known without noise and some not
   */
  static async from(source: FieldSource, indices?: readonly number[]): Promise<FieldDataset> {
    checkFieldSource("source", source);
    const wanted = indices ?? Array.from({ length: source.sequences }, (_, i) => i);
    const { grid, time, noise, provenance } = source;
    const length = time.length * fieldSize(grid);
    const field = new Float32Array(wanted.length * length);
    let clean: Float32Array | undefined;
    for (const [place, index] of wanted.entries()) {
      checkSequenceIndex(index, source.sequences);
      const made = await source.sequence(index);
      checkFieldSequence(made, source, index);
      field.set(made.field, place * length);
      if (place === 0 && made.clean) clean = new Float32Array(field.length);
      if ((made.clean === undefined) !== (clean === undefined)) {
        throw invalidData("clean", "all trajectories without noise, or none", "some of them");
      }
      if (made.clean) clean?.set(made.clean, place * length);
    }
    return new FieldDataset({
      grid,
      time,
      sequences: wanted.length,
      field,
      clean,
      noise,
      provenance,
    });
  }
}
