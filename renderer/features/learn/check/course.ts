/**
 * What the page itself needs of `native-bridge/learn`: the wrong twins belong to the worker, and are half of this
 * station's code.
 */
export {
  EDITIONS,
  type Edition,
  FUNCTION_NAMES,
  type FunctionName,
  type InputsOf,
  OUTPUT_ALIASES,
  OUTPUT_NAMES,
  type Outputs,
} from '../../../../native-bridge/learn/course.ts';
export { COURSE_FUNCTIONS, type CourseFunction } from '../../../../native-bridge/learn/course-functions.ts';
export { editionCases, editionInputs } from '../../../../native-bridge/learn/edition-inputs.ts';
export { expected } from '../../../../native-bridge/learn/expected.ts';
export type { CheckResult, FirstDifference, ShapeDifference, Verdict } from '../../../../native-bridge/learn/result.ts';
