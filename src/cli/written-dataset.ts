import { digestStorage } from "../store/digest.js";
import type { Storage } from "../store/storage.js";
import type { Shard } from "./options.js";
import { formatRate, formatSeconds } from "./progress.js";

/** What is common to writers of datasets of walkers and of fields. */
interface Writer {
  missing(): Promise<number[]>;
  finish(): Promise<number[]>;
}

/** Which sequences a command makes. */
export interface WantedSequences {
  readonly sequences: number;
  readonly shard?: Shard | undefined;
  /** Whether sequences that are there already are kept. */
  readonly resume: boolean;
}

/** Indices of the sequences to make: those missing, and of these the shard's. */
export async function sequencesToMake(
  writer: Writer,
  { sequences, shard, resume }: WantedSequences,
): Promise<number[]> {
  const all = resume
    ? await writer.missing()
    : Array.from({ length: sequences }, (_, index) => index);
  return shard ? all.filter((index) => index % shard.of === shard.index) : all;
}

/** What is kept where a command was interrupted. */
export function keptSequences(out: string, written: number, total: number): string {
  return `${written} of ${total} sequences to make are in ${out}. Go on with the same command and --resume.`;
}

/** Ends the writing, and tells what was written and what is left, for programs and for people. */
export async function finishDataset(
  writer: Writer,
  storage: Storage,
  {
    out,
    sequences,
    written,
    seconds,
    how = "",
  }: {
    readonly out: string;
    readonly sequences: number;
    readonly written: number;
    readonly seconds: number;
    /** Such as ", by alias tables". */
    readonly how?: string;
  },
) {
  const missing = await writer.finish();
  const sha256 = missing.length === 0 ? await digestStorage(storage) : null;
  const rate = written > 0 && seconds > 0 ? written / seconds : null;
  const left =
    missing.length === 0
      ? `All ${sequences} are there; sha256 ${sha256}.`
      : `${missing.length} of ${sequences} are left to other shards.`;
  const speed = rate === null ? "" : ` (${formatRate(rate)})`;
  return {
    json: { written, missing, seconds, sequencesPerSecond: rate, sha256 },
    text: `${out}: ${written} sequences written in ${formatSeconds(seconds)}${speed}${how}. ${left}`,
  };
}
