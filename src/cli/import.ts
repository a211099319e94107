import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { writeFields } from "../dataset/field-write.js";
import { countsFromArray, fieldsFromArray, positionsFromArray } from "../dataset/from-array.js";
import { readNpy } from "../dataset/npy.js";
import { writeDataset } from "../dataset/write.js";
import { invalidParameter } from "../errors.js";
import { digestStorage } from "../store/digest.js";
import { errorCode, storageFailure } from "../store/failure.js";
import { version } from "../version.js";
import { type Run, setAction } from "./action.js";
import { refuseOptions } from "./content.js";
import { addJson, finite, integer } from "./options.js";
import type { Outcome } from "./output.js";
import { claimOutput } from "./output-path.js";
import { recordedPath } from "./record.js";

type Ends = readonly [number, number];

interface ImportCommandOptions {
  readonly as: "fields" | "counts" | "positions";
  readonly domain: readonly Ends[];
  readonly bins?: number;
  readonly dt: number;
  readonly t0: number;
  readonly boundary?: "periodic" | "bounded";
  readonly noise?: number;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

const epilogue = `
Arrays, as numpy.save writes them:
  fields     [sequence, time, space] or [sequence, time, y, x]; kept in single precision
  counts     [sequence, time, bin], the same number of walkers at every snapshot
  positions  [sequence, time, walker], counted on --bins bins and not kept

Examples:
  $ coarsegrain import fields.npy --as fields --domain 0,1 --dt 0.001 --out fields.zarr
  $ coarsegrain import flow.npy --as fields --domain 0,1,0,2 --boundary bounded --dt 0.1 --out flow.zarr
  $ coarsegrain import positions.npy --as positions --domain=-1,1 --bins 24 --dt 1 --out data.zarr`;

/** Parses `a,b`, or `a,b,c,d` in two dimensions: y, then x. @throws InvalidParameter */
function parseDomain(text: string): Ends[] {
  const ends = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (![2, 4].includes(ends.length) || !ends.every(Number.isFinite)) {
    throw invalidParameter("--domain", "a,b, or ya,yb,xa,xb in two dimensions", text);
  }
  return ends.length === 2
    ? [[ends[0], ends[1]]]
    : [
        [ends[0], ends[1]],
        [ends[2], ends[3]],
      ];
}

/** Text of the command as it is recorded. */
function describeOptions(options: ImportCommandOptions): string {
  const { as, domain, bins, dt, t0, boundary, noise } = options;
  const given = { as, domain: domain.flat().join(","), bins, boundary, noise, dt, t0 };
  return Object.entries(given)
    .map(([name, value]) => (value === undefined ? "" : ` --${name} ${value}`))
    .join("");
}

async function importArray({ args, options }: Run<ImportCommandOptions>): Promise<Outcome> {
  const { as, domain, bins, dt, t0, boundary = "periodic", noise, out } = options;
  const unused = {
    fields: ["bins"],
    counts: ["bins", "boundary", "noise"],
    positions: ["boundary", "noise"],
  };
  refuseOptions({ ...options }, unused[as], as);
  if (!(dt > 0)) throw invalidParameter("--dt", "above 0", dt);
  if (as !== "fields" && domain.length > 1) {
    throw invalidParameter("--domain", "a,b for walkers", domain.flat().join(","));
  }
  if (as === "positions" && bins === undefined) {
    throw invalidParameter("--bins", "given where positions are", "none");
  }
  const { storage } = await claimOutput(out, "dataset", options);
  const bytes = await readFile(args[0]).catch((error) => {
    throw storageFailure(args[0], "read", errorCode(error) ?? "unknown");
  });
  const array = readNpy(bytes, args[0]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const command = `import ${recordedPath(args[0])}${describeOptions(options)}`;
  const provenance = { version, command, name: "import", parameters: { sha256 }, seed: 0 };
  const facts = { timeStart: t0, timeStep: dt, provenance };
  const existing = { existing: options.overwrite ? "replace" : "refuse" } as const;
  if (as === "fields") {
    const periodic = boundary === "periodic";
    await writeFields(
      storage,
      fieldsFromArray(array, { ...facts, domain, periodic, noise }),
      existing,
    );
  } else {
    const line = { ...facts, domain: domain[0] };
    const data =
      as === "counts"
        ? countsFromArray(array, line)
        : positionsFromArray(array, { ...line, bins: Number(bins) });
    await writeDataset(storage, data, existing);
  }
  const digest = await digestStorage(storage);
  const [sequences, snapshots] = array.shape;
  return {
    json: { path: out, as, shape: [...array.shape], sequences, snapshots, sha256: digest },
    text: `${out}: ${sequences} sequences of ${snapshots} snapshots from ${args[0]}; sha256 ${digest}`,
  };
}

/** `coarsegrain import`. */
export function addImport(program: Command): void {
  const command = program
    .command("import <array.npy>")
    .description("make a dataset of an array that NumPy saved")
    .addOption(
      new Option("--as <kind>", "what the array holds")
        .choices(["fields", "counts", "positions"])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--domain <a,b>", "ends of the domain; in two dimensions those of y, then of x")
        .argParser(parseDomain)
        .makeOptionMandatory(),
    )
    .addOption(new Option("--bins <n>", "bins for positions").argParser(integer("--bins", 1)))
    .addOption(
      new Option("--dt <t>", "time from one snapshot to the next")
        .argParser(finite("--dt"))
        .default(1),
    )
    .addOption(
      new Option("--t0 <t>", "time of the first snapshot").argParser(finite("--t0")).default(0),
    )
    .addOption(
      new Option("--boundary <kind>", "of fields (default: periodic)").choices([
        "periodic",
        "bounded",
      ]),
    )
    .addOption(
      new Option("--noise <sd>", "standard deviation of the noise of fields, if known").argParser(
        finite("--noise"),
      ),
    )
    .requiredOption("--out <data.zarr>", "folder to write")
    .option("--overwrite", "replace a dataset that is there");
  addJson(command).addHelpText("after", epilogue);
  setAction(command, importArray);
}
