import { parseHTML } from "linkedom";

/**
 * A document to build drawings in. It is the same one in Node and in browsers, so that a record gives
 * the same drawing everywhere.
 */
export function drawingDocument(): Document {
  return parseHTML("<!doctype html><html><head></head><body></body></html>").document;
}
