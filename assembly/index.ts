// The kernels, one file per idea. They take addresses into linear memory and hold no objects.
// @ts-ignore: a global of the compiler
export const heapBase: usize = __heap_base;

export {
  cholesky, solveLower, solveUpper, logDeterminant, inverseDiagonal, invertFactored, mirrorLower,
} from "./linear-algebra";
export {
  padPeriodic, featureBlock, blockScale, blockPredict, blockMoments, blockProject, blockGram,
} from "./features";
export { mathExp, mathLog } from "./math";
export { mathSin2Pi, mathCos2Pi } from "./turns";
export { mathLogGamma, mathDigamma } from "./gamma";
export { streamOpen, fillBits, fillUniform, fillNormal, fillGamma } from "./random";
export { binomial, multinomial, splitEvenly } from "./counts";
export { aliasBuild, aliasDraw } from "./alias";
export { condensedBuild, condensedAdd } from "./condensed-table";
export { walkersPlace } from "./placement";
export { walkersMicroSteps } from "./micro-steps";
export { binWalkers, walkersPositions } from "./binning";
export { latticeLeap } from "./lattice-leap";
export { softmax } from "./softmax";
export { softmaxNewton, softmaxExpectation, softmaxInformation } from "./softmax-multinomial";
export { softmaxGradient, softmaxAdam } from "./softmax-gradient";
export { chainScratch } from "./chain-layout";
export { chainUpdate, chainExpectation } from "./chain";
export { chainMoments, chainResiduals, chainInformation } from "./chain-moments";
export { transitionPath } from "./transition";
export { interactingCounts } from "./interacting-counts";
export { interactingWalkers } from "./interacting-walkers";
