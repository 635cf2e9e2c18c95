import { t } from './messages/index.ts';

/** The course's notation: what every letter in Learn's formulas means. Superscript [l]: of layer l. */
export interface Symbol {
  readonly tex: string;
  /** Its name in code. */
  readonly code?: string;
  readonly meaning: () => string;
  /** Axes, if it is a tensor. */
  readonly shape?: () => string;
}

export interface SymbolGroup {
  readonly title: () => string;
  readonly symbols: readonly Symbol[];
}

/** A shape by its axes: the course's names, or words. */
const axes =
  (...names: readonly (string | (() => string))[]) =>
  () =>
    `(${names.map((name) => (typeof name === 'string' ? name : name())).join(', ')})`;

export const NOTATION: readonly SymbolGroup[] = [
  {
    title: t.sizes,
    symbols: [
      { tex: 'm', code: 'm', meaning: t.m },
      { tex: 'n_H^{[l]},\\ n_W^{[l]}', code: 'n_H, n_W', meaning: t.outputSize },
      { tex: 'n_C^{[l]}', code: 'n_C', meaning: t.outputChannels },
      { tex: 'f^{[l]}', code: 'f', meaning: t.f },
      { tex: 's^{[l]}', code: 'stride', meaning: t.stride },
      { tex: 'p^{[l]}', code: 'pad', meaning: t.pad },
      { tex: '\\lfloor x \\rfloor,\\ \\lceil x \\rceil', meaning: t.rounded },
    ],
  },
  {
    title: t.forwardPass,
    symbols: [
      {
        tex: 'A^{[l-1]}',
        code: 'A_prev',
        meaning: t.entering,
        shape: axes('m', 'n_H prev', 'n_W prev', 'n_C prev'),
      },
      { tex: 'a_{slice}', code: 'a_slice_prev', meaning: t.slice, shape: axes('f', 'f', 'n_C prev') },
      { tex: 'W^{[l]}', code: 'W', meaning: t.weights, shape: axes('f', 'f', 'n_C prev', 'n_C') },
      { tex: 'b^{[l]}', code: 'b', meaning: t.biases, shape: axes('1', '1', '1', 'n_C') },
      { tex: 'Z^{[l]}', code: 'Z', meaning: t.preActivation, shape: axes('m', 'n_H', 'n_W', 'n_C') },
      { tex: 'A^{[l]} = g(Z^{[l]})', code: 'A', meaning: t.leaving, shape: axes('m', 'n_H', 'n_W', 'n_C') },
      { tex: '\\hat y', code: 'softmax(Z)', meaning: t.probabilities, shape: axes('m', t.classes) },
      { tex: 'y', code: 'Y', meaning: t.truth, shape: axes('m', t.classes) },
      { tex: '\\mathcal{L}(\\hat y, y)', meaning: t.loss },
      { tex: 'J', code: 'cost', meaning: t.cost },
    ],
  },
  {
    title: t.backwardPass,
    symbols: [
      {
        tex: 'dZ^{[l]} = \\partial J / \\partial Z^{[l]}',
        code: 'dZ',
        meaning: t.dZ,
        shape: () => t.sameAs({ name: 'Z' }),
      },
      { tex: 'dA^{[l-1]}', code: 'dA_prev', meaning: t.dA, shape: () => t.sameAs({ name: 'A_prev' }) },
      {
        tex: 'dW^{[l]},\\ db^{[l]}',
        // untranslated: names in code
        code: 'dW, db',
        meaning: t.dWdb,
        shape: () => t.sameAsTwo({ first: 'W', second: 'b' }),
      },
      { tex: '\\text{mask}', code: 'mask', meaning: t.mask, shape: axes('f', 'f') },
    ],
  },
  {
    title: t.training,
    symbols: [
      { tex: '\\alpha', code: 'learning_rate', meaning: t.alpha },
      { tex: '\\beta_1,\\ \\beta_2', code: 'beta1, beta2', meaning: t.betas },
      // untranslated: names in code
      { tex: 'm_t,\\ v_t', code: 'm, v', meaning: t.moments },
      { tex: '\\hat m_t,\\ \\hat v_t', meaning: t.corrected },
      { tex: '\\epsilon', code: 'epsilon', meaning: t.epsilon },
      { tex: 't', code: 't', meaning: t.t },
    ],
  },
  {
    title: t.why,
    symbols: [
      { tex: 'z_c', code: 'logits[c]', meaning: t.score },
      { tex: 'D_{ij}', meaning: t.occlusion, shape: axes(t.places, t.places) },
      { tex: '\\partial z_c / \\partial x', meaning: t.pixelGradient, shape: axes('n_H', 'n_W', 'n_C') },
      { tex: 'A^k,\\ \\alpha_k^c', meaning: t.gradCam },
      { tex: '\\eta', meaning: t.eta },
    ],
  },
];
