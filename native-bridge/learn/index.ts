/** Checks a learner's work on the assignment against the reference and its wrong twins. */
export { checkPrinted } from './checking/check-printed.ts';
export { checkWork } from './checking/check-work.ts';
export {
  type ConvForwardInputs,
  type ConvHyperparameters,
  EDITIONS,
  type Edition,
  FUNCTION_NAMES,
  type FunctionName,
  type InputsOf,
  OUTPUT_NAMES,
  type Outputs,
  type PoolForwardInputs,
  type PoolHyperparameters,
} from './course.ts';
export { COURSE_FUNCTIONS, type CourseFunction, type NamedValue } from './course-functions.ts';
export { editionCases, editionInputs } from './edition-inputs.ts';
export { expected } from './expected.ts';
export type { CheckResult, FirstDifference, Mistake, ShapeDifference, Verdict } from './result.ts';
