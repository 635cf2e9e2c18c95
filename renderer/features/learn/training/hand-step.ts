import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { type StepSettings, type WeightStep, weightStep } from '../../../../native-bridge/reference/optimizer.ts';
import type { StepOutput } from './compute/step-job.ts';
import { type KeptNet, stepSettings } from './kept-net.ts';
import type { SlotsBefore } from './step-formulas.ts';
import type { WeightPlace } from './weight-place.ts';

export interface HandStep {
  readonly settings: StepSettings;
  readonly before: SlotsBefore;
  readonly step: WeightStep;
}

/** The step of one weight, with the optimizer's state for it. */
export function handStep(net: KeptNet, { gradients, taken }: StepOutput, { name, index }: WeightPlace): HandStep {
  const settings = stepSettings(net);
  const slot = (prefix: string) => net.slots[`${prefix}/${name}`]?.data[index] ?? 0;
  const before = { m: slot('m'), v: slot('v'), u: slot('u') };
  const g = gradients[name]!.data[index]! * taken.scale;
  const w = net.parameters[name]!.data[index]!;
  const decays = parameterSpecs(net.network).some((spec) => spec.name === name && spec.role === 'kernel');
  return { settings, before, step: weightStep(settings, { g, w, ...before, decays }) };
}
