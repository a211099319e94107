import type fsPromises from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./failure.js";

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where the parent is there but
 * the system says ENOENT all the same, as /proc does; this fails with the system's code.
 *
 * @returns the folders that were not there before, outermost first
 */
export async function makeFolder(
  fs: Pick<typeof fsPromises, "mkdir" | "stat">,
  folder: string,
): Promise<string[]> {
  const make = async () => {
    try {
      await fs.mkdir(folder);
      return [folder];
    } catch (error) {
      const there =
        errorCode(error) === "ENOENT" ? undefined : await fs.stat(folder).catch(() => undefined);
      if (!there?.isDirectory()) throw error;
      return [];
    }
  };
  try {
    return await make();
  } catch (error) {
    const parent = path.dirname(folder);
    if (errorCode(error) !== "ENOENT" || parent === folder) throw error;
    const above = await makeFolder(fs, parent);
    return [...above, ...(await make())];
  }
}
