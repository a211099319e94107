import cliProgress, { type Options, type Params, type SingleBar } from "cli-progress";
import type { Progress } from "../types.js";

/** Least time between two lines where there is no terminal, in milliseconds. */
const lineInterval = 2000;

/** Least time between two looks of a bar, in milliseconds. */
const barInterval = 100;

/** Shows progress until it is stopped. */
export interface ProgressDisplay {
  readonly onProgress: (progress: Progress) => void;
  /** Takes the bar away, or writes the last line. May be called twice. */
  stop(): void;
}

/** Time left or taken, for people. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** Items per second, for people. */
export function formatRate(rate: number): string {
  return rate < 10 ? `${rate.toFixed(1)}/s` : `${Math.round(rate)}/s`;
}

/** `simulate 12/64, 18.8/s, 2.8 s left`, without what is not known yet. `seconds` is the time taken. */
export function describeProgress(
  { phase, done, total, detail }: Progress,
  seconds: number,
): string {
  // A part of a unit of work is told to a tenth.
  const parts = [`${phase} ${Math.round(10 * done) / 10}${total === undefined ? "" : `/${total}`}`];
  if (done > 0 && seconds > 0.1) {
    const rate = done / seconds;
    parts.push(formatRate(rate));
    if (total !== undefined && done < total)
      parts.push(`${formatSeconds((total - done) / rate)} left`);
  }
  if (detail !== undefined) parts.push(detail);
  return parts.join(", ");
}

interface Phase {
  show(progress: Progress): void;
  end(): void;
}

function lines(stream: NodeJS.WriteStream): Phase {
  const start = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  let unseen: Progress | undefined;
  const write = (progress: Progress) => {
    last = performance.now();
    unseen = undefined;
    stream.write(`${describeProgress(progress, (last - start) / 1000)}\n`);
  };
  return {
    show(progress) {
      const due = performance.now() - last >= lineInterval || progress.done === progress.total;
      if (due) write(progress);
      else unseen = progress;
    },
    end() {
      if (unseen !== undefined) write(unseen);
    },
  };
}

function bar(stream: NodeJS.WriteStream, first: Progress): Phase {
  const start = performance.now();
  let last = Number.NEGATIVE_INFINITY;
  let latest = first;
  const format = (options: Options, params: Params) => {
    const text = describeProgress(latest, (performance.now() - start) / 1000);
    const drawn = cliProgress.Format.BarFormat(params.progress, options);
    return latest.total === undefined ? text : `${drawn} ${text}`;
  };
  const options = { stream, format, barsize: 24, gracefulExit: false, linewrap: true };
  const preset = cliProgress.Presets.shades_classic;
  const single: SingleBar = new cliProgress.SingleBar(options, preset);
  single.start(first.total ?? 1, 0);
  return {
    show(progress) {
      latest = progress;
      if (performance.now() - last < barInterval && progress.done !== progress.total) return;
      last = performance.now();
      single.update(progress.total === undefined ? 0 : progress.done);
    },
    end() {
      single.update(latest.total === undefined ? 0 : latest.done);
      single.stop();
    },
  };
}

/** Shows progress on a stream: a bar on a terminal, a line every two seconds elsewhere. */
export function showProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  const drawn = stream.isTTY === true && process.env.TERM !== "dumb";
  let name: string | undefined;
  let phase: Phase | undefined;
  const end = () => {
    phase?.end();
    phase = undefined;
  };
  return {
    onProgress(progress) {
      if (phase === undefined || progress.phase !== name) {
        end();
        name = progress.phase;
        phase = drawn ? bar(stream, progress) : lines(stream);
      }
      phase.show(progress);
    },
    stop: end,
  };
}
