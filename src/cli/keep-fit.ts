import { invalidData } from "../errors.js";
import type { Stored } from "../models/read-stored.js";
import type { Group } from "../store/group.js";
import type { Storage } from "../store/storage.js";
import { writeGroup } from "../store/write-group.js";
import { tellWhatWasKept } from "./interrupt.js";
import { type CommandRecord, withRecord } from "./record.js";

/** Least time between two checkpoints, in milliseconds. */
const checkpointInterval = 5000;

interface Saved {
  toGroup(): Group;
}

/** Where a fit is kept, and with what record. */
export interface KeptFit {
  readonly out: string;
  readonly storage: Storage;
  /** A posterior is there, to be replaced. */
  readonly occupied: boolean;
  readonly record: CommandRecord;
  readonly signal: AbortSignal;
  /** The posterior that is there is one to go on from. */
  readonly resumed: boolean;
}

/** Keeps a fit: its checkpoints while it runs, and its end. */
export interface FitKeeper<P extends Saved> {
  write(posterior: P): Promise<void>;
  /** Writes if the last time is long past, or the fit is being stopped. */
  onCheckpoint(posterior: P): Promise<void>;
  /** An error of the fit, with what was kept of it and how to go on. */
  tell(error: unknown): unknown;
}

export function keepFit<P extends Saved>(kept: KeptFit): FitKeeper<P> {
  const { out, storage, occupied, record, signal } = kept;
  const write = (posterior: P) =>
    writeGroup(storage, withRecord(posterior.toGroup(), record), { overwrite: occupied });
  let saved = performance.now();
  let holdsState = kept.resumed;
  return {
    write,
    async onCheckpoint(posterior) {
      if (!signal.aborted && performance.now() - saved < checkpointInterval) return;
      await write(posterior);
      holdsState = true;
      saved = performance.now();
    },
    tell: (error) =>
      tellWhatWasKept(
        error,
        holdsState
          ? `The state of the fit is in ${out}. Go on with the same command and --resume.`
          : "It had not begun: give the command again.",
      ),
  };
}

/** What a fit comes from, by which a posterior to resume is known. */
export interface FitOrigin {
  readonly seed: number;
  /** SHA-256 of the data. */
  readonly data: string;
  /** SHA-256 of the posterior of earlier data. */
  readonly prior?: string | undefined;
}

/** The posterior to go on from. @throws InvalidData if it comes from other data, prior or seed */
export function checkUnfinished<P extends { readonly provenance: { readonly seed: number } }>(
  { posterior, dataSha256, priorSha256 }: Stored<P>,
  { seed, data, prior }: FitOrigin,
): P {
  const refuse = (what: string, expected: string, received: string) => {
    const recover = "Resume with the command that began it, or choose another path.";
    throw invalidData(`${what} of the posterior to resume`, expected, received, recover);
  };
  if (posterior.provenance.seed !== seed) refuse("seed", `${seed}`, `${posterior.provenance.seed}`);
  if (dataSha256 !== undefined && dataSha256 !== data) refuse("data", data, dataSha256);
  if (priorSha256 !== prior) refuse("prior", prior ?? "none", priorSha256 ?? "none");
  return posterior;
}
