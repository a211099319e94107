import { beforeAll, describe, expect, it } from "vitest";
import { parseCandidates } from "../../src/cli/select.js";
import { coarsegrain, document, succeed, temporaryFolder } from "./command.js";

const folder = temporaryFolder();
const here = () => ({ cwd: folder.path });

beforeAll(async () => {
  const data = ["--out", "data.zarr", "--sequences", "64", "--seed", "3"];
  await succeed(["simulate", "synthetic", ...data], here());
}, 60_000);

describe("the candidates of --select", () => {
  it("are every combination of the values", () => {
    expect(parseCandidates(" range=1,2  order=1,2 ")).toEqual([
      { range: "1", order: "1" },
      { range: "1", order: "2" },
      { range: "2", order: "1" },
      { range: "2", order: "2" },
    ]);
  });

  it("take a library of features as one value", () => {
    expect(parseCandidates("features=-1;0;-1,1 precision=shared,per-bin")).toEqual([
      { features: "-1;0;-1,1", precision: "shared" },
      { features: "-1;0;-1,1", precision: "per-bin" },
    ]);
  });

  it.each(["range", "=1", "", "range=1,2 order"])("are refused as %j", (text) => {
    expect(() => parseCandidates(text)).toThrow(
      expect.objectContaining({ tag: "InvalidParameter" }),
    );
  });

  it("are refused where there are too many", () => {
    const values = Array.from({ length: 17 }, (_, i) => i + 1).join();
    expect(() => parseCandidates(`range=${values} iterations=${values}`)).toThrow(/256/);
  });
});

describe("fit --select", () => {
  it("prints the candidates by evidence and writes the best", async () => {
    const select = ["fit", "data.zarr", "--select", "range=1,2 order=1,2", "--set", "eliminate=4"];
    const fitted = await succeed([...select, "--out", "best.zarr"], here());
    expect(fitted.parameters).toMatchObject({ range: 1, order: 2, eliminate: 4 });
    expect(fitted.select[0]).toMatchObject({
      candidate: { range: "1", order: "2", eliminate: "4" },
      difference: 0,
      features: 12,
      active: 4,
      converged: true,
    });
    expect(fitted.select).toHaveLength(4);
    const { header } = await succeed(["info", "best.zarr"], here());
    expect(header).toMatchObject({
      command:
        'fit data.zarr --model sparse-bayes --seed 0 --set eliminate=4 --select "range=1,2 order=1,2"',
      model_parameters: { range: 1, order: 2 },
    });
    const { stdout } = await coarsegrain([...select, "--out", "text.zarr"], here());
    expect(stdout).toMatch(/^candidate +evidence +difference +active +features +seconds$/m);
    expect(stdout).toMatch(/^eliminate=4 range=1 order=2 +-\d+\.\d +0\.0 +4 +12 +/m);
  });

  it("refuses what it cannot compare", async () => {
    const out = ["--out", "none.zarr"];
    const resumed = await document(["fit", "data.zarr", ...out, "--select", "--resume"], here());
    expect([resumed.status, resumed.json.error.tag]).toEqual([2, "Usage"]);
    const misspelt = await document(["fit", "data.zarr", ...out, "--select", "rang=1"], here());
    expect([misspelt.status, misspelt.json.error.tag]).toEqual([2, "UnknownParameter"]);
  });
});
