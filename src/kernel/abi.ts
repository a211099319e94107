/**
 * The typed surface of the kernels: one entry for each exported function, in the order of the files of
 * assembly/. Arguments named `...At` are addresses in linear memory.
 */

/** What every build exports beside its kernels. */
export interface MemoryExports {
  readonly memory: WebAssembly.Memory;
  /** First address above the statics. */
  readonly heapBase: WebAssembly.Global;
}

/** assembly/linear-algebra.ts; matrices are n x n, row-major, float64. */
export interface LinearAlgebraExports {
  cholesky(matrixAt: number, n: number): number;
  solveLower(factorAt: number, n: number, vectorAt: number): void;
  solveUpper(factorAt: number, n: number, vectorAt: number): void;
  logDeterminant(factorAt: number, n: number): number;
  inverseDiagonal(factorAt: number, n: number, diagonalAt: number): void;
  invertFactored(factorAt: number, n: number, inverseAt: number): void;
  mirrorLower(matrixAt: number, n: number): void;
}

/** assembly/features.ts; the layout of blocks is drawn there. */
export interface FeatureExports {
  padPeriodic(xAt: number, sequences: number, bins: number, range: number, outAt: number): void;
  featureBlock(
    paddedAt: number,
    width: number,
    sequences: number,
    firstBin: number,
    count: number,
    offsetsAt: number,
    features: number,
    blockAt: number,
    stride: number,
  ): void;
  blockScale(
    blockAt: number,
    features: number,
    stride: number,
    weightsAt: number,
    rows: number,
  ): void;
  blockPredict(
    blockAt: number,
    features: number,
    stride: number,
    thetaAt: number,
    predictionAt: number,
  ): void;
  blockMoments(
    blockAt: number,
    features: number,
    stride: number,
    yAt: number,
    momentsAt: number,
  ): void;
  blockProject(
    blockAt: number,
    features: number,
    stride: number,
    sequences: number,
    bins: number,
    directionAt: number,
    projectedAt: number,
    pitch: number,
  ): void;
  blockGram(blockAt: number, features: number, stride: number, sign: number, gramAt: number): void;
}

/** assembly/transition.ts */
export interface TransitionExports {
  transitionPath(
    stateAt: number,
    steps: number,
    bins: number,
    range: number,
    offsetsAt: number,
    features: number,
    thetaAt: number,
    deviationAt: number,
    noiseAt: number,
    pathAt: number,
    scratchAt: number,
  ): number;
}

/** assembly/softmax.ts, softmax-multinomial.ts and softmax-gradient.ts */
export interface SoftmaxMultinomialExports {
  softmax(xAt: number, rows: number, n: number, rhoAt: number): void;
  softmaxNewton(
    countsAt: number,
    predictionAt: number,
    precisionAt: number,
    muAt: number,
    varianceAt: number,
    sequences: number,
    bins: number,
    walkers: number,
    steps: number,
    correction: number,
    tiltAt: number,
    scratchAt: number,
  ): number;
  softmaxExpectation(
    countsAt: number,
    muAt: number,
    varianceAt: number,
    sequences: number,
    bins: number,
    walkers: number,
    scratchAt: number,
    tiltAt: number,
    outAt: number,
  ): void;
  softmaxGradient(
    countsAt: number,
    muAt: number,
    sAt: number,
    bins: number,
    walkers: number,
    normalsAt: number,
    samples: number,
    gradientMuAt: number,
    gradientSAt: number,
    scratchAt: number,
  ): number;
  softmaxAdam(
    countsAt: number,
    predictionAt: number,
    precisionAt: number,
    muAt: number,
    varianceAt: number,
    sequences: number,
    bins: number,
    walkers: number,
    steps: number,
    samples: number,
    rate: number,
    momentsAt: number,
    taken: number,
    streamAt: number,
    scratchAt: number,
  ): void;
  softmaxInformation(
    muAt: number,
    varianceAt: number,
    precisionAt: number,
    bins: number,
    walkers: number,
    weightAt: number,
    directionAt: number,
    scratchAt: number,
  ): void;
}

/** assembly/chain.ts, chain-moments.ts and chain-layout.ts, which has the structs. */
export interface ChainExports {
  /** Bytes of scratch; lays it out unless `scratchAt` is 0. */
  chainScratch(lawAt: number, nodes: number, scratchAt: number): number;
  chainUpdate(
    lawAt: number,
    sequencesAt: number,
    count: number,
    scratchAt: number,
    outAt: number,
  ): number;
  chainExpectation(lawAt: number, sequencesAt: number, count: number, scratchAt: number): number;
  chainMoments(
    lawAt: number,
    sequencesAt: number,
    count: number,
    gramAt: number,
    momentsAt: number,
    scratchAt: number,
  ): void;
  chainResiduals(
    lawAt: number,
    sequencesAt: number,
    count: number,
    distanceAt: number,
    uncertaintyAt: number,
    scratchAt: number,
  ): void;
  chainInformation(
    lawAt: number,
    sequencesAt: number,
    count: number,
    gramAt: number,
    scratchAt: number,
  ): number;
}

/** assembly/math.ts, turns.ts, gamma.ts */
export interface MathExports {
  mathExp(x: number): number;
  mathLog(x: number): number;
  mathLogGamma(x: number): number;
  mathDigamma(x: number): number;
  mathSin2Pi(u: number): number;
  mathCos2Pi(u: number): number;
}

/** assembly/random.ts, counts.ts, alias.ts, condensed-table.ts; a stream is 64 bytes at `stateAt`. */
export interface RandomExports {
  streamOpen(stateAt: number, seedLow: number, seedHigh: number, a: number, b: number): void;
  /** Blocks of 16 random bytes. */
  fillBits(stateAt: number, outAt: number, blocks: number): void;
  fillUniform(stateAt: number, outAt: number, n: number): void;
  fillNormal(stateAt: number, outAt: number, n: number): void;
  fillGamma(stateAt: number, shape: number, outAt: number, n: number): void;
  /** An unsigned number, which the engine gives as a signed one. */
  binomial(stateAt: number, n: number, p: number): number;
  multinomial(
    stateAt: number,
    probabilitiesAt: number,
    bins: number,
    total: number,
    countsAt: number,
    scratchAt: number,
  ): void;
  splitEvenly(stateAt: number, countsAt: number, bins: number, factor: number, outAt: number): void;
  aliasBuild(
    probabilitiesAt: number,
    n: number,
    logSize: number,
    tableAt: number,
    scratchAt: number,
  ): void;
  aliasDraw(
    stateAt: number,
    tableAt: number,
    logSize: number,
    first: number,
    outAt: number,
    n: number,
    accumulate: number,
  ): void;
  condensedBuild(
    probabilitiesAt: number,
    n: number,
    logSize: number,
    tableAt: number,
    scratchAt: number,
  ): void;
  condensedAdd(
    stateAt: number,
    tableAt: number,
    logSize: number,
    first: number,
    outAt: number,
    n: number,
  ): void;
}

/** assembly/placement.ts and micro-steps.ts */
export interface WalkerExports {
  walkersPlace(
    stateAt: number,
    countsAt: number,
    bins: number,
    low: number,
    width: number,
    x0At: number,
  ): void;
  walkersMicroSteps(
    stateAt: number,
    netAt: number,
    n: number,
    steps: number,
    pLeft: number,
    pRight: number,
  ): void;
}

/** assembly/binning.ts */
export interface BinningExports {
  binWalkers(
    x0At: number,
    netAt: number,
    n: number,
    jump: number,
    low: number,
    width: number,
    bins: number,
    countsAt: number,
  ): void;
  walkersPositions(
    x0At: number,
    netAt: number,
    n: number,
    jump: number,
    low: number,
    width: number,
    outAt: number,
  ): void;
}

/** assembly/interacting-counts.ts and interacting-walkers.ts */
export interface InteractingExports {
  interactingCounts(
    stateAt: number,
    countsAt: number,
    steps: number,
    sites: number,
    width: number,
    centred: number,
    ahead: number,
    scale: number,
    rightAt: number,
    leftAt: number,
    scratchAt: number,
  ): void;
  interactingWalkers(
    stateAt: number,
    walkersAt: number,
    n: number,
    countsAt: number,
    steps: number,
    sites: number,
    width: number,
    centred: number,
    ahead: number,
    scale: number,
    rightAt: number,
    leftAt: number,
    scratchAt: number,
  ): void;
}

/** assembly/lattice-leap.ts */
export interface LatticeExports {
  latticeLeap(
    stateAt: number,
    countsAt: number,
    cells: number,
    splitsAt: number,
    shiftsAt: number,
    tailsAt: number,
    stride: number,
    outAt: number,
  ): void;
}

/** All that a build of the kernels exports. */
export interface KernelExports
  extends MemoryExports,
    LinearAlgebraExports,
    FeatureExports,
    TransitionExports,
    SoftmaxMultinomialExports,
    ChainExports,
    MathExports,
    RandomExports,
    WalkerExports,
    BinningExports,
    InteractingExports,
    LatticeExports {}
