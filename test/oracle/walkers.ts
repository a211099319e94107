/** Plain micro steps and bins of walkers, on the reference stream. */
import type { ReferenceStream } from "./xoshiro.js";

/** The condensed tables of a step: 16 cells each, 1, 0, -1, or undefined where the next one decides. */
function condensedTables(pLeft: number, pRight: number): (number | undefined)[][] {
  const one = 2n ** 40n;
  const scaled = (p: number) => BigInt(Math.floor(p * 2 ** 32 + 0.5)) << 8n;
  let rest = [scaled(pRight), 0n, scaled(pLeft)];
  if (rest[2] > one - rest[0]) rest[2] = one - rest[0];
  rest[1] = one - rest[0] - rest[2];
  const tables: (number | undefined)[][] = [];
  while (rest.some((part) => part > 0n)) {
    const cell = rest.reduce((sum, part) => sum + part, 0n) / 16n;
    const whole = rest.map((part) => Number(part / cell));
    tables.push(
      Array.from({ length: 16 }, (_, i) => {
        if (i < whole[0]) return 1;
        if (i < whole[0] + whole[1]) return 0;
        return i < whole[0] + whole[1] + whole[2] ? -1 : undefined;
      }),
    );
    rest = rest.map((part) => part % cell);
  }
  return tables;
}

/**
 * Micro steps as the kernel defines them: 32 walkers share a block of random bits for each step, 4 bits
 * each, the low ones of the bytes first. What is open is decided by the next tables once a walker has more
 * than 127 open steps after 126, and at the end: for each table as many blocks as the walker with the most
 * open steps needs.
 */
export function microSteps(
  stream: ReferenceStream,
  net: Int32Array,
  steps: number,
  pLeft: number,
  pRight: number,
): void {
  const [first, ...others] = condensedTables(pLeft, pRight);
  for (let from = 0; from < net.length; from += 32) {
    let open = new Array<number>(32).fill(0);
    const drawAll = (table: (number | undefined)[], draws: readonly number[]) => {
      const left = draws.map(() => 0);
      for (let k = 0; k < Math.max(...draws); k++) {
        const words = stream.block();
        draws.forEach((count, lane) => {
          if (k >= count) return;
          const byte = (words[(lane & 15) >> 2] >>> (8 * (lane & 3))) & 255;
          const entry = table[lane < 16 ? byte & 15 : byte >> 4];
          if (entry === undefined) left[lane]++;
          else if (from + lane < net.length) net[from + lane] += entry;
        });
      }
      return left;
    };
    for (let todo = steps; todo > 0; todo -= 126) {
      const draws = open.map(() => Math.min(126, todo));
      open = drawAll(first, draws).map((count, lane) => count + open[lane]);
      if (todo > 126 && Math.max(...open) <= 127) continue;
      for (const table of others) open = drawAll(table, open);
    }
  }
}

/** Bin of the place x0 + jump net, wrapped into [low, low + width). */
export function binOf(
  x0: number,
  net: number,
  jump: number,
  [low, high]: readonly [number, number],
  bins: number,
): number {
  const turns = (x0 + jump * net - low) / (high - low);
  return Math.floor((turns - Math.floor(turns)) * bins);
}
