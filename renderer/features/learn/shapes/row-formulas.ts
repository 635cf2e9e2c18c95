import type { Layer } from '../../../../native-bridge/convnet/network.ts';
import { t } from './messages/index.ts';
import type { Comparison, Row } from './rows.ts';

interface Entry {
  readonly title: string;
  readonly tex: string;
  readonly numbers: string;
}

/** A whole number in a formula, with separated thousands. */
const whole = (value: number) => value.toLocaleString('en-US').replaceAll(',', '{,}');
const times = (shape: readonly number[]) => shape.map(whole).join(' \\cdot ');

/** How shape, size and parameters of a row are computed. */
export function rowFormulas(row: Row, compared: Comparison | null): Entry[] {
  const { layer, output, size } = row;
  const entries: Entry[] = [];
  if (layer) entries.push(...shapeOf(layer, row));
  entries.push({
    title: t.activationSize(),
    tex: output.length === 3 ? 'n_H^{[l]} \\cdot n_W^{[l]} \\cdot n_C^{[l]}' : 'n^{[l]}',
    numbers: `${times(output)} = ${whole(size)}`,
  });
  if (layer) entries.push(parametersOf(layer, row));
  if (compared) {
    const { inputs, outputs, dense } = compared;
    const biased = dense.parameters > dense.connections;
    entries.push({
      title: t.denseBetween(),
      tex: `(n_H n_W n_C)^{[l-1]} \\cdot (n_H n_W n_C)^{[l]}${biased ? ' + (n_H n_W n_C)^{[l]}' : ''}`,
      numbers: `${whole(inputs)} \\cdot ${whole(outputs)}${biased ? ` + ${whole(outputs)}` : ''} = ${whole(dense.parameters)}`,
    });
  }
  return entries;
}

function shapeOf(layer: Layer, { input, output }: Row): Entry[] {
  const [n, nH] = [input[0]!, output[0]!];
  if (layer.kind === 'flatten') {
    return [
      { title: t.flattened(), tex: 'n^{[l]} = n_H n_W n_C', numbers: `n^{[l]} = ${times(input)} = ${whole(nH)}` },
    ];
  }
  if (layer.kind !== 'conv' && layer.kind !== 'maxPool' && layer.kind !== 'averagePool') return [];
  const f = layer.kind === 'conv' ? layer.kernel : layer.size;
  const s = layer.stride;
  const title = t.outputHeight({ padding: layer.padding.toUpperCase() });
  return layer.padding === 'same'
    ? [
        {
          title,
          tex: 'n_H^{[l]} = \\left\\lceil \\frac{n_H^{[l-1]}}{s^{[l]}} \\right\\rceil',
          numbers: `n_H^{[l]} = \\left\\lceil \\frac{${n}}{${s}} \\right\\rceil = ${nH}`,
        },
      ]
    : [
        {
          title,
          tex: 'n_H^{[l]} = \\left\\lfloor \\frac{n_H^{[l-1]} - f^{[l]}}{s^{[l]}} \\right\\rfloor + 1',
          numbers: `n_H^{[l]} = \\left\\lfloor \\frac{${n} - ${f}}{${s}} \\right\\rfloor + 1 = ${nH}`,
        },
      ];
}

function parametersOf(layer: Layer, { input, output, parameters }: Row): Entry {
  const title = t.parameters();
  const [before, after] = [input.at(-1)!, output.at(-1)!];
  switch (layer.kind) {
    case 'conv': {
      const f = layer.kernel;
      return {
        title: layer.bias ? title : t.parametersNoBias(),
        tex: `f^{[l]} \\cdot f^{[l]} \\cdot n_C^{[l-1]} \\cdot n_C^{[l]}${layer.bias ? ' + n_C^{[l]}' : ''}`,
        numbers: `${times([f, f, before, after])}${layer.bias ? ` + ${whole(after)}` : ''} = ${whole(parameters)}`,
      };
    }
    case 'dense':
      return {
        title: layer.bias ? title : t.parametersNoBias(),
        tex: `n^{[l-1]} \\cdot n^{[l]}${layer.bias ? ' + n^{[l]}' : ''}`,
        numbers: `${times([before, after])}${layer.bias ? ` + ${whole(after)}` : ''} = ${whole(parameters)}`,
      };
    case 'batchNorm':
      return {
        title: t.parametersBatchNorm(),
        tex: '4 \\cdot n_C^{[l]}',
        numbers: `${times([4, after])} = ${whole(parameters)}`,
      };
    default:
      return { title, tex: '0', numbers: '0' };
  }
}
