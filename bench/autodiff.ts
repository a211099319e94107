/**
 * Training steps of the tape: a variational inference of many small operations, and a regression on a large
 * batch. PyTorch and TensorFlow.js compute the same.
 */

import { instantiateNetworkKernel } from "../src/kernel/network/load.js";
import { multiplications, normals } from "./autodiff/kernels.js";
import * as particleDensity from "./autodiff/particle-density.js";
import * as regression from "./autodiff/regression.js";
import { type Case, runBench } from "./harness.js";
import { tfjs } from "./peers/autodiff-tfjs.js";
import { python } from "./peers/external.js";

const torch = (workload: string) => python("autodiff.py", [workload], { module: "torch" });

const particles = particleDensity.particleDensity(await instantiateNetworkKernel(), "float32");
const particles64 = particleDensity.particleDensity(await instantiateNetworkKernel(), "float64");
const panel = 200;
const batch = regression.regression(await instantiateNetworkKernel(), "float32", panel);
const batch64 = regression.regression(await instantiateNetworkKernel(), "float64", panel);

const steps: Case[] = [
  {
    name: "particle density: a step",
    unit: "ms",
    work: 1,
    run: particles,
    peers: { torch: torch("particle-density"), tfjs: await tfjs("particle-density") },
  },
  {
    name: "particle density: its layers' arithmetic",
    unit: "GFLOP/s",
    work: particleDensity.flops / 1e9,
    run: particles,
  },
  { name: "particle density: a step in float64", unit: "ms", work: 1, run: particles64 },
  {
    name: "regression of 12800: a step",
    unit: "ms",
    work: 1,
    run: batch,
    peers: { torch: torch("regression"), tfjs: await tfjs("regression") },
  },
  {
    name: "regression of 12800: its layers' arithmetic",
    unit: "GFLOP/s",
    work: regression.flops / 1e9,
    run: batch,
  },
  { name: "regression of 12800: a step in float64", unit: "ms", work: 1, run: batch64 },
];

const parts = [...(await multiplications()), await normals()];
await runBench("autodiff", process.argv.includes("--kernels") ? parts : [...steps, ...parts]);
