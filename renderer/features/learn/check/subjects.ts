/** What can be checked: the assignment's eight functions, and three things of the training around them. */
import { COURSE_FUNCTIONS, FUNCTION_NAMES, type FunctionName } from './course.ts';

export const STEP_NAMES = ['initialize_parameters', 'random_mini_batches', 'costs'] as const;
export type StepName = (typeof STEP_NAMES)[number];
export type SubjectName = FunctionName | StepName;

export interface Subject {
  readonly name: SubjectName;
  /** One sentence. */
  readonly task: string;
}

export const FUNCTION_SUBJECTS: readonly Subject[] = COURSE_FUNCTIONS;

export const STEP_SUBJECTS: readonly Subject[] = [
  {
    name: 'initialize_parameters',
    task: "W1 and W2 drawn by TensorFlow 1's xavier_initializer, with the course's seeds.",
  },
  {
    name: 'random_mini_batches',
    task: 'The pictures of the first epoch, shuffled with the right seed and cut into mini-batches.',
  },
  { name: 'costs', task: 'The costs that the training prints after epochs 0 and 5.' },
];

export const isFunction = (name: string | null): name is FunctionName =>
  (FUNCTION_NAMES as readonly (string | null)[]).includes(name);
export const isStep = (name: string | null): name is StepName =>
  (STEP_NAMES as readonly (string | null)[]).includes(name);
