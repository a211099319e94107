import { expect, test } from "vitest";
import type { Kernel } from "../../src/kernel/load.js";
import {
  aliasDraw,
  aliasTable,
  binomial,
  fillGamma,
  fillNormal,
  fillUniform,
  multinomial,
  openStream,
  splitEvenly,
} from "../../src/kernel/random.js";
import {
  binWalkers,
  leapTable,
  walkersLeap,
  walkersMicroSteps,
  walkersPlace,
  walkersPositions,
} from "../../src/kernel/walkers.js";
import { bothBuilds } from "./builds.js";

type Values = Float64Array | Float32Array | Int32Array | Uint32Array;

const bytesOf = (values: Values) =>
  Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

function reals(kernel: Kernel, n: number) {
  return kernel.arena.f64(n);
}

/** What each sampler gives, from a stream of its own. */
const samplers: { [name: string]: (kernel: Kernel) => Values } = {
  uniforms: (kernel) => {
    const out = reals(kernel, 5001);
    fillUniform(kernel, openStream(kernel, 1), out);
    return out.view;
  },
  normals: (kernel) => {
    const out = reals(kernel, 20_003);
    fillNormal(kernel, openStream(kernel, 2), out);
    return out.view;
  },
  "normals of every short length": (kernel) => {
    const stream = openStream(kernel, 3);
    const out = reals(kernel, 200);
    for (let n = 1, at = 0; at + n <= 200; at += n, n++) {
      kernel.call.fillNormal(stream.pointer, out.pointer + 8 * at, n);
    }
    return out.view;
  },
  "gamma numbers": (kernel) => {
    const out = reals(kernel, 5001);
    fillGamma(kernel, openStream(kernel, 4), 1.7, out);
    return out.view;
  },
  "gamma numbers of small shape": (kernel) => {
    const out = reals(kernel, 5001);
    fillGamma(kernel, openStream(kernel, 5), 0.3, out);
    return out.view;
  },
  "binomial numbers": (kernel) => {
    const stream = openStream(kernel, 6);
    const out = kernel.arena.u32(4000);
    for (let i = 0; i < 4000; i++) {
      out.view[i] = binomial(kernel, stream, 1 + i * i, (i % 100) / 99);
    }
    return out.view;
  },
  "multinomial numbers": (kernel) => {
    const weights = kernel.arena.copyF64(Array.from({ length: 300 }, (_, j) => j % 17));
    const out = kernel.arena.u32(300);
    multinomial(kernel, openStream(kernel, 7), weights, 100_000, out);
    return out.view;
  },
  "split counts": (kernel) => {
    const counts = kernel.arena.u32(100);
    counts.view.forEach((_, j) => {
      counts.view[j] = j * j;
    });
    const out = kernel.arena.u32(500);
    splitEvenly(kernel, openStream(kernel, 8), counts, 5, out);
    return out.view;
  },
  "split counts by halves": (kernel) => {
    const counts = kernel.arena.u32(100);
    counts.view.forEach((_, j) => {
      counts.view[j] = j * j;
    });
    const out = kernel.arena.u32(400);
    splitEvenly(kernel, openStream(kernel, 8), counts, 4, out);
    return out.view;
  },
  "draws from an alias table": (kernel) => {
    const weights = Float64Array.from({ length: 77 }, (_, i) => 1 / (i + 1));
    const out = kernel.arena.i32(100_001);
    aliasDraw(kernel, openStream(kernel, 9), aliasTable(kernel, weights), out);
    return out.view;
  },
  "micro steps": (kernel) => {
    const net = kernel.arena.i32(1003);
    net.view.fill(0);
    walkersMicroSteps(kernel, openStream(kernel, 10), net, 400, 0.195, 0.205);
    return net.view;
  },
  leaps: (kernel) => {
    const net = kernel.arena.i32(10_003);
    net.view.fill(0);
    walkersLeap(kernel, openStream(kernel, 11), net, leapTable(kernel, 0.195, 0.205, 400));
    return net.view;
  },
  "places, bins and positions": (kernel) => {
    const counts = kernel.arena.u32(24);
    counts.view.fill(100);
    const x0 = reals(kernel, 2400);
    const stream = openStream(kernel, 12);
    walkersPlace(kernel, stream, counts, [-1, 1], x0);
    const net = kernel.arena.i32(2400);
    net.view.fill(0);
    walkersMicroSteps(kernel, stream, net, 400, 0.195, 0.205);
    binWalkers(kernel, x0, net, 3.875e-3, [-1, 1], counts);
    const position = kernel.arena.f32(2400 + 24);
    walkersPositions(kernel, x0, net, 3.875e-3, [-1, 1], {
      pointer: position.pointer,
      length: 2400,
      view: position.view,
    });
    position.view.set(counts.view, 2400);
    return position.view;
  },
};

test.each(Object.entries(samplers))("%s are the same bytes in both builds", async (_, sample) => {
  const [simd, scalar] = await bothBuilds();
  const bytes = bytesOf(sample(simd));
  expect(bytesOf(sample(scalar))).toEqual(bytes);
  expect(new Set(bytes).size).toBeGreaterThan(3);
});

test("the state after a sampler is the same in both builds", async () => {
  const states = (await bothBuilds()).map((kernel) => {
    const stream = openStream(kernel, 13);
    const net = kernel.arena.i32(50);
    walkersMicroSteps(kernel, stream, net, 300, 0.2, 0.3);
    walkersLeap(kernel, stream, net, leapTable(kernel, 0.2, 0.3, 50));
    const out = kernel.arena.f64(501);
    fillNormal(kernel, stream, out);
    fillGamma(kernel, stream, 0.4, out);
    return Array.from(new Uint32Array(kernel.call.memory.buffer, stream.pointer, 16));
  });
  expect(states[0]).toEqual(states[1]);
});
