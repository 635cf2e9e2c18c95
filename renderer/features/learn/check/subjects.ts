/** What can be checked: the assignment's eight functions, and three parts of the training around them. */
import { FUNCTION_NAMES, type FunctionName } from './course.ts';

export const STEP_NAMES = ['initialize_parameters', 'random_mini_batches', 'costs'] as const;
export type StepName = (typeof STEP_NAMES)[number];
export type SubjectName = FunctionName | StepName;

export const isFunction = (name: string | null): name is FunctionName =>
  (FUNCTION_NAMES as readonly (string | null)[]).includes(name);
export const isStep = (name: string | null): name is StepName =>
  (STEP_NAMES as readonly (string | null)[]).includes(name);
