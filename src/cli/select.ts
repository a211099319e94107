import { type Command, Option } from "commander";
import { invalidParameter } from "../errors.js";
import {
  type Candidate,
  type CandidateResult,
  describeCandidate,
} from "../models/sparse-bayes/select.js";
import type { Settings } from "./options.js";
import { formatSeconds } from "./progress.js";
import { formatTable } from "./table.js";

/** Candidates where none are given. */
const defaultCandidates = "range=1,2,3 order=1,2,3 pairs=unordered";

/** Most candidates of a command. */
const mostCandidates = 256;

/** Values of one parameter. A library of features is one value: its products have commas of their own. */
function parseChoices(text: string): Candidate[] {
  const at = text.indexOf("=");
  if (at < 1) throw invalidParameter("--select", "key=value,value ..., as range=1,2", text);
  const name = text.slice(0, at);
  const values = text.slice(at + 1);
  return (name === "features" ? [values] : values.split(",")).map((value) => ({ [name]: value }));
}

/**
 * The candidates of `range=1,2 order=1,2`: every combination of the values.
 *
 * @throws InvalidParameter
 */
export function parseCandidates(text: string): Candidate[] {
  const lists = text.trim().split(/\s+/).map(parseChoices);
  const count = lists.reduce((product, list) => product * list.length, 1);
  if (count > mostCandidates) {
    throw invalidParameter("--select", `at most ${mostCandidates} candidates`, count);
  }
  return lists.reduce<Candidate[]>(
    (candidates, list) =>
      candidates.flatMap((candidate) => list.map((choice) => ({ ...candidate, ...choice }))),
    [{}],
  );
}

/** Further candidates of another --select. */
function collectCandidates(text: string, before: readonly string[] = []): readonly string[] {
  parseCandidates(text);
  return [...before, text.trim().replaceAll(/\s+/g, " ")];
}

/** The candidates of every --select, each with what --set says of the rest. */
export function candidatesOf(texts: readonly string[], settings: Settings): Candidate[] {
  return texts.flatMap(parseCandidates).map((candidate) => ({ ...settings, ...candidate }));
}

/** `--select` as it is recorded. */
export function recordedSelect(texts: readonly string[]): string {
  return texts.map((text) => ` --select "${text}"`).join("");
}

/** The candidates as a table, the best first. */
export function describeSelection(table: readonly CandidateResult[]): string {
  const titles = ["candidate", "evidence", "difference", "active", "features", "seconds"];
  const rows = table.map((row) => {
    const name = describeCandidate(row.candidate);
    if (row.evidence === undefined) return [name, "failed", "-", "-", "-", "-", row.failure ?? ""];
    return [
      name,
      row.evidence.toFixed(1),
      (row.difference ?? 0).toFixed(1),
      `${row.active}`,
      `${row.features}`,
      row.seconds === undefined ? "-" : formatSeconds(row.seconds),
      row.converged ? "" : "not converged",
    ];
  });
  return formatTable(
    [...titles, ""].map((title, c) => ({ title, right: c > 0 && c < titles.length })),
    rows,
  );
}

export function addSelect(command: Command): Command {
  return command.addOption(
    new Option(
      "--select [candidates]",
      "fit several laws and keep the one of the largest evidence; may be repeated",
    )
      .argParser(collectCandidates)
      .preset(defaultCandidates)
      .conflicts("resume"),
  );
}

/** How --select is used, for the help. */
export const selectHelp = `
--select "range=1,2 order=1,2" fits every combination of these values and prints them by evidence, in nats:
how probable each makes the data, its size weighed against its fit. Without candidates these are
"${defaultCandidates}". features=-1;0;1;-1,1 is one library of one's own; repeat
--select for more. Ordered and unordered pairs span the same laws and differ by the prior alone: a difference
between them tells nothing about the law.
`;
