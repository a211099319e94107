import { expect, test } from "vitest";
import { decodeChunk, encodeChunk } from "../../src/store/chunk.js";
import { checkLayout, largestChunk } from "../../src/store/metadata.js";

const layout = (length: number) => {
  const attributes = {};
  return {
    type: "uint8",
    shape: [length],
    chunks: [length],
    dimensions: ["x"],
    attributes,
  } as const;
};

test("the largest chunk that is allowed goes through the compressor and back", async () => {
  const values = new Uint8Array(largestChunk);
  values[0] = 1;
  values[largestChunk - 1] = 2;
  checkLayout(layout(largestChunk), "x");
  const back = await decodeChunk(await encodeChunk(values), layout(largestChunk), "x");
  expect([back.length, back[0], back[1], back[largestChunk - 1]]).toEqual([largestChunk, 1, 0, 2]);
  expect(() => checkLayout(layout(largestChunk + 1), "x")).toThrow(/chunks of at most/);
});
