import { describe, expect, test } from "vitest";
import { CoarsegrainError, invalidParameter } from "../../src/errors.js";
import { buffersOf, packError, unpackError } from "../../src/parallel/messages.js";

describe("errors between threads", () => {
  test("keep class, tag, fields, message and stack through structured cloning", () => {
    const error = invalidParameter("walkers", "an integer of at least 1", -3);
    const back = unpackError(structuredClone(packError(error)));
    expect(back).toBeInstanceOf(CoarsegrainError);
    expect(back).toMatchObject({ tag: "InvalidParameter", fields: error.fields });
    expect(back.message).toBe(error.message);
    expect(back.stack).toBe(error.stack);
  });

  test("keep name and message if they are not of this package", () => {
    const back = unpackError(structuredClone(packError(new RangeError("too deep"))));
    expect([back.name, back.message]).toEqual(["RangeError", "too deep"]);
    expect(back).not.toBeInstanceOf(CoarsegrainError);
    expect(unpackError(packError("a string")).message).toBe("a string");
  });
});

test("the buffers of plain data are found once each, however deep", () => {
  const shared = new ArrayBuffer(16);
  const output = {
    a: new Float64Array(shared, 0, 1),
    list: [{ b: new Uint8Array(shared, 8) }, new Uint32Array(2), "text", null, 3],
  };
  expect([...buffersOf(output)].map(({ byteLength }) => byteLength)).toEqual([16, 8]);
});
