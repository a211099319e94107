import type { Dataset } from "../../dataset/dataset.js";
import { digestDataset } from "../../dataset/digest.js";
import type { Posterior } from "../../models/model.js";
import type { ReportRecord } from "../../report/record.js";
import { digestGroup } from "../../store/digest.js";
import type { Json } from "../../types.js";
import type { ExperimentContext } from "../experiment.js";

/** What was run on what: the end of a report, by which it can be made again. */
export async function receiptOf(
  experiment: string,
  { seed, quick, version }: ExperimentContext,
  system: { readonly parameters: { readonly [name: string]: Json } },
  { data, posterior }: { readonly data: Dataset; readonly posterior: Posterior },
): Promise<ReportRecord["receipt"]> {
  return {
    version,
    command: `coarsegrain reproduce ${experiment} --seed ${seed}${quick ? " --quick" : ""}`,
    seed,
    facts: [
      { name: "system", value: JSON.stringify(system.parameters) },
      { name: "model", value: JSON.stringify(posterior.provenance.parameters) },
    ],
    hashes: [
      { name: `training data, N = ${data.sequences}`, sha256: await digestDataset(data) },
      { name: "posterior", sha256: await digestGroup(posterior.toGroup()) },
    ],
  };
}
