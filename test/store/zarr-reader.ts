import * as zarr from "zarrita";
import type { Values } from "../../src/store/group.js";
import type { Storage } from "../../src/store/storage.js";

/** An independent reader: zarrita's own, which knows nothing of this package's layout. */
export async function readWithZarrita(storage: Storage, path: string) {
  const store = { get: (key: string) => storage.get(key.slice(1)) };
  const array = await zarr.open.v3(zarr.root(store).resolve(path), { kind: "array" });
  const { data, shape } = await zarr.get(array);
  return { data: data as Values, shape, dimensions: array.dimensionNames, dtype: array.dtype };
}
