/** What main asks about sweeps without starting a host: pure, no tensors. */
export { type MeanInterval, meanInterval, welch } from '../metrics/student-t.ts';
export { checkPlan, type PlanCheck, type PlanProblem } from '../tuning/plan-check.ts';
