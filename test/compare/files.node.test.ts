import { expect, test } from "vitest";
import { compareModels } from "../../src/compare/compare.js";
import { comparisonFileNames } from "../../src/compare/file-names.js";
import { comparisonFiles } from "../../src/compare/files.js";
import { finiteVolume } from "../../src/models/finite-volume/finite-volume.js";
import { persistence } from "../../src/models/persistence/persistence.js";
import { stlsq } from "../../src/models/stlsq/stlsq.js";
import { simulate } from "../../src/simulate/simulate.js";
import { synthetic } from "../../src/simulate/synthetic.js";

const data = await simulate(synthetic({ walkers: 1200, bins: 12 }), { sequences: 20, seed: 1 });
const receipt = {
  command: "coarsegrain compare <data>",
  hashes: [{ name: "data", sha256: "abc" }],
};
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

test("hold the recommendation, the failures and what made them, and the same for each run", async () => {
  const models = [stlsq({ range: 1 }), persistence(), finiteVolume()];
  const comparison = await compareModels(data, models, { draws: 30 });
  const files = comparisonFiles(comparison, receipt);
  expect([...files.keys()].sort()).toEqual([...comparisonFileNames]);
  const report = text(files.get("report.html"));
  expect(report).toContain(comparison.recommendation.sentence);
  expect(report).toContain("finite-volume failed.");
  expect(report).toContain("coarsegrain compare &lt;data&gt;");
  expect(JSON.parse(text(files.get("comparison.json")))).toEqual({
    ...JSON.parse(JSON.stringify(comparison)),
    ...receipt,
  });
  // One step: the lines of the figure are points, those of persistence in (a) off its scale.
  const figure = text(files.get("figures/error-over-time.svg"));
  expect(figure.match(/<circle/g)?.length).toBe(5);
  expect(figure).not.toBe(text(files.get("figures/error-over-time.dark.svg")));
  const again = comparisonFiles(await compareModels(data, models, { draws: 30 }), receipt);
  for (const [name, bytes] of files) expect(again.get(name), name).toEqual(bytes);
});
