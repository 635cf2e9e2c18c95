/** Settings in which two runs differ. */

import type { HyperparameterField, RunSummary } from '../../../main/ipc/schemas/run.ts';
import { count } from '../../lib/format.ts';
import { translated } from '../../lib/host-sentences/translated.ts';
import { choiceTitle, spoken } from '../../lib/hyperparameters/words.ts';
import { t } from './messages/index.ts';

export interface Difference {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

type Layer = RunSummary['settings']['network']['layers'][number];

/** Only differences. @param fields of the hyperparameters: their titles, and the defaults of those that a run left out */
export function settingsDifferences(
  a: RunSummary,
  b: RunSummary,
  fields: readonly HyperparameterField[],
): Difference[] {
  const rows: Difference[] = [
    { name: t.dataset(), a: a.datasetName, b: b.datasetName },
    { name: t.datasetVersion(), a: String(a.datasetVersion), b: String(b.datasetVersion) },
    { name: t.validationPictures(), a: validationWords(a), b: validationWords(b) },
    { name: t.preset(), a: a.settings.preset, b: b.settings.preset },
    ...layerRows(a.settings.network.layers, b.settings.network.layers),
    { name: t.parameters(), a: count(a.parameters), b: count(b.parameters) },
    ...hyperparameterRows(a, b, fields),
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

function validationWords({ settings }: RunSummary): string {
  return settings.validation === undefined
    ? t.ownValidation()
    : t.ofTraining({ percent: Math.round(settings.validation * 1000) / 10 });
}

function backendWords({ backend, settings }: RunSummary): string {
  return backend ? t.backendOn({ backend: backend.id, device: translated(backend.device) }) : settings.backend;
}
