/** Settings in which two runs differ. */
import type { HyperparameterField, Preset, RunSummary } from '../../../main/ipc/schemas/run.ts';
import { count } from '../../lib/format.ts';
import { translated } from '../../lib/host-sentences/translated.ts';
import { choiceTitle, spoken } from '../../lib/hyperparameters/words.ts';
import { type RunValidation, validationOf } from '../../lib/run-validation.ts';
import { t } from './messages/index.ts';

export interface Difference {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

type Layer = RunSummary['settings']['network']['layers'][number];

/** What a setting is called, and what it is where a run left it out: the answer of `runs.options`. */
export interface Defaults {
  readonly hyperparameters: readonly HyperparameterField[];
  readonly presets: readonly Pick<Preset, 'name' | 'from'>[];
}

/** Only differences. */
export function settingsDifferences(
  a: RunSummary,
  b: RunSummary,
  { hyperparameters, presets }: Defaults,
): Difference[] {
  const rows: Difference[] = [
    { name: t.dataset(), a: a.datasetName, b: b.datasetName },
    { name: t.datasetVersion(), a: String(a.datasetVersion), b: String(b.datasetVersion) },
    validationRow(validationOf(a), validationOf(b)),
    { name: t.preset(), a: a.settings.preset, b: b.settings.preset },
    ...layerRows(a.settings.network.layers, b.settings.network.layers),
    { name: t.parameters(), a: count(a.parameters), b: count(b.parameters) },
    { name: t.startFrom(), a: startWords(a, presets), b: startWords(b, presets) },
    ...hyperparameterRows(a, b, hyperparameters),
    { name: t.seed(), a: String(a.settings.seed), b: String(b.settings.seed) },
    { name: t.epochs(), a: count(a.settings.epochs), b: count(b.settings.epochs) },
    { name: t.backend(), a: backendWords(a), b: backendWords(b) },
  ];
  return rows.filter((row) => row.a !== row.b);
}

function hyperparameterRows(a: RunSummary, b: RunSummary, fields: readonly HyperparameterField[]): Difference[] {
  const known = fields.map((field) => ({
    key: field.key,
    name: spoken(field).title,
    otherwise: String(field.value.default),
  }));
  const keys = [a, b].flatMap(({ settings }) => Object.keys(settings.hyperparameters));
  const others = [...new Set(keys)].filter((key) => !known.some((field) => field.key === key));
  const all = [...known, ...others.map((key) => ({ key, name: key, otherwise: t.byDefault() }))];
  const wordsOf = ({ settings }: RunSummary, key: string, otherwise: string) =>
    choiceTitle(key, String(settings.hyperparameters[key] ?? otherwise));
  return all.map(({ key, name, otherwise }) => ({
    name,
    a: wordsOf(a, key, otherwise),
    b: wordsOf(b, key, otherwise),
  }));
}

/** Layer by layer; the shorter net has none at the end. */
function layerRows(a: readonly Layer[], b: readonly Layer[]): Difference[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => ({
    name: t.layer({ n: at + 1 }),
    a: layerWords(a[at]),
    b: layerWords(b[at]),
  }));
}

/** `conv: filters 8, kernel 4, ...` */
export function layerWords(layer: Layer | undefined): string {
  if (!layer) return t.noLayer();
  const { kind, ...settings } = layer;
  const words = Object.entries(settings).map(([key, value]) => `${key} ${value}`);
  return words.length === 0 ? kind : `${kind}: ${words.join(', ')}`;
}

/** Where one run cannot tell yet, whether the dataset has validation pictures is no difference. */
function validationRow(a: RunValidation, b: RunValidation): Difference {
  const known = a.kind !== 'unknown' && b.kind !== 'unknown';
  return { name: t.validationPictures(), a: validationWords(a, known), b: validationWords(b, known) };
}

function validationWords(validation: RunValidation, known: boolean): string {
  switch (validation.kind) {
    case 'joined':
      return t.joinedValidation();
    case 'splitOff':
      return t.ofTraining({ percent: Math.round(validation.share * 1000) / 10 });
    case 'own':
      return known ? t.ownValidation() : t.ownIfAny();
    case 'none':
      return known ? t.noValidation() : t.ownIfAny();
    case 'unknown':
      return t.ownIfAny();
  }
}

function startWords({ settings }: RunSummary, presets: Defaults['presets']): string {
  const from = settings.from ?? presets.find(({ name }) => name === settings.preset)?.from ?? 'none';
  if (typeof from === 'number') return t.modelNumber({ id: from });
  return from === 'base' ? t.theBase() : t.scratch();
}

function backendWords({ backend, settings }: RunSummary): string {
  return backend ? t.backendOn({ backend: backend.id, device: translated(backend.device) }) : settings.backend;
}
