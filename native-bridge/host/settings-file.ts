/**
 * Training settings in a file: a sweep writes those of its best trial (`best.json`), and `train --settings` reads them.
 */
import { z } from 'zod';
import { Network, NetworkError } from '../convnet/network.ts';
import { presetNetwork } from '../convnet/presets.ts';
import { Hyperparameters } from '../training/hyperparameters.ts';
import { withPresetDefaults } from '../training/preset-defaults.ts';
import { ArgumentError } from '../training/training-error.ts';
import type { TrialSettings } from '../tuning/settings.ts';
import { Values } from '../tuning/space.ts';

export const SettingsFile = z.strictObject({
  /** 1: until 2026-11, when `camera` was the net that is now `three-block`. */
  format: z.union([z.literal(1), z.literal(2)]),
  preset: z.string().min(1).max(80),
  /** Absent if it is the preset's own, for any number of classes. */
  network: Network.optional(),
  /** Override the preset's. */
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string()])),
  epochs: z.int().min(1).max(1_000_000),
  /** Mini-batch seed. */
  seed: z
    .int()
    .min(0)
    .max(2 ** 31),
  /** What the run starts from; default: that of its preset. */
  from: z.enum(['base', 'none']).optional(),
  /** Where they come from, for people. */
  trial: z
    .strictObject({ sweep: z.string(), number: z.int(), values: Values, score: z.number().nullable() })
    .optional(),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

/** @throws ArgumentError naming what is wrong, including unknown keys */
export function parseSettingsFile(value: unknown): SettingsFile {
  const parsed = SettingsFile.safeParse(value);
  if (parsed.success) return ofToday(parsed.data);
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const place = issue!.path.length > 0 ? `${issue!.path.join('.')}: ` : '';
  const message =
    issue!.code === 'unrecognized_keys'
      ? `${place}"${issue!.keys.join('", "')}" is not known there`
      : `${place}${issue!.message}`;
  throw new ArgumentError(
    `These are not training settings: ${message}.`,
    'Name a best.json as `tune --out` writes it, or the settings of a trial as the Tuning room downloads them.',
  );
}

function ofToday(file: SettingsFile): SettingsFile {
  if (file.format === 2 || file.preset !== 'camera') return { ...file, format: 2 };
  return { ...file, format: 2, preset: 'three-block' };
}

/**
 * The hyperparameters that must be named to get exactly these values, whether the reader starts from the preset's
 * defaults or the schema's. Without those that a run decides for itself (how often it measures, when it ends).
 */
export function namedHyperparameters({ preset, hyperparameters }: TrialSettings): Record<string, number | string> {
  const ofPreset = withPresetDefaults(preset, {});
  const ofSchema: Readonly<Record<string, number | string>> = Hyperparameters.parse({});
  const { evaluateEvery: _, measureTrainEvery: __, patience: ___, ...trained } = hyperparameters;
  return Object.fromEntries(
    Object.entries(trained).filter(([key, value]) => value !== ofSchema[key] || value !== (ofPreset[key] ?? value)),
  );
}

/** Whether a preset's network for these classes is this one. */
export function isPresetNetwork(preset: string, network: Network, classes: number): boolean {
  try {
    const { input, layers } = presetNetwork(preset, { classes });
    return JSON.stringify([input, layers]) === JSON.stringify([network.input, network.layers]);
  } catch (error) {
    if (error instanceof NetworkError) return false;
    throw error;
  }
}
