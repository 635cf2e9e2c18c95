/** Checking what surrounds the eight functions in the course's training: initial weights, mini-batches, costs. */
export { byDistance, checkCosts, type EpochCosts, PUBLISHED, readCosts } from './costs.ts';
export { courseWeights, WEIGHT_NAMES, WEIGHT_SHAPES, type WeightName } from './glorot.ts';
export { checkParameters, readPrintedWeights, type Weights } from './initialize-parameters.ts';
export { BATCH, CLASSES, checkMiniBatches, FIRST_SEED, type GivenBatches, PICTURES } from './mini-batches.ts';
export { RECORDED_COSTS, type RecordedCosts } from './recorded-costs.ts';
