/** The course's notation: what every letter of the room's formulas means. Superscript [l]: of layer l. */
export interface Symbol {
  readonly tex: string;
  /** As it stands in code. */
  readonly code?: string;
  readonly meaning: string;
  /** Axes, where it is a tensor. */
  readonly shape?: string;
}

export interface SymbolGroup {
  readonly title: string;
  readonly symbols: readonly Symbol[];
}

export const NOTATION: readonly SymbolGroup[] = [
  {
    title: 'Sizes',
    symbols: [
      { tex: 'm', code: 'm', meaning: 'Pictures in the mini-batch' },
      { tex: 'n_H^{[l]},\\ n_W^{[l]}', code: 'n_H, n_W', meaning: 'Height and width of the output of layer l' },
      { tex: 'n_C^{[l]}', code: 'n_C', meaning: 'Channels of the output of layer l: its number of filters' },
      { tex: 'f^{[l]}', code: 'f', meaning: 'Height and width of a filter or of a pooling window' },
      { tex: 's^{[l]}', code: 'stride', meaning: 'Stride: cells from one window to the next' },
      { tex: 'p^{[l]}', code: 'pad', meaning: 'Padding: rows and columns of zeros on every side' },
      { tex: '\\lfloor x \\rfloor,\\ \\lceil x \\rceil', meaning: 'Rounded down, rounded up to a whole number' },
    ],
  },
  {
    title: 'Forward pass',
    symbols: [
      {
        tex: 'A^{[l-1]}',
        code: 'A_prev',
        meaning: 'Activations that enter layer l',
        shape: '(m, n_H prev, n_W prev, n_C prev)',
      },
      {
        tex: 'a_{slice}',
        code: 'a_slice_prev',
        meaning: 'The window of the padded input under one filter',
        shape: '(f, f, n_C prev)',
      },
      { tex: 'W^{[l]}', code: 'W', meaning: 'Weights of the filters', shape: '(f, f, n_C prev, n_C)' },
      { tex: 'b^{[l]}', code: 'b', meaning: 'Biases, one a filter', shape: '(1, 1, 1, n_C)' },
      {
        tex: 'Z^{[l]}',
        code: 'Z',
        meaning: 'Output of the convolution, before the activation function',
        shape: '(m, n_H, n_W, n_C)',
      },
      {
        tex: 'A^{[l]} = g(Z^{[l]})',
        code: 'A',
        meaning: 'Activations that leave layer l',
        shape: '(m, n_H, n_W, n_C)',
      },
      { tex: '\\hat y', code: 'softmax(Z)', meaning: 'Probability of each class', shape: '(m, classes)' },
      { tex: 'y', code: 'Y', meaning: 'The true class, one-hot', shape: '(m, classes)' },
      { tex: '\\mathcal{L}(\\hat y, y)', meaning: 'Loss of one picture: softmax cross-entropy' },
      { tex: 'J', code: 'cost', meaning: 'Cost: mean loss of the mini-batch' },
    ],
  },
  {
    title: 'Backward pass',
    symbols: [
      {
        tex: 'dZ^{[l]} = \\partial J / \\partial Z^{[l]}',
        code: 'dZ',
        meaning: 'Gradient of the cost with respect to Z',
        shape: 'as Z',
      },
      {
        tex: 'dA^{[l-1]}',
        code: 'dA_prev',
        meaning: 'Gradient with respect to what entered the layer',
        shape: 'as A_prev',
      },
      {
        tex: 'dW^{[l]},\\ db^{[l]}',
        code: 'dW, db',
        meaning: 'Gradients with respect to weights and biases',
        shape: 'as W, as b',
      },
      { tex: '\\text{mask}', code: 'mask', meaning: '1 where a window has its maximum, else 0', shape: '(f, f)' },
    ],
  },
  {
    title: 'Training',
    symbols: [
      { tex: '\\alpha', code: 'learning_rate', meaning: 'Learning rate' },
      { tex: '\\beta_1,\\ \\beta_2', code: 'beta1, beta2', meaning: "Decay rates of Adam's two moving averages" },
      { tex: 'm_t,\\ v_t', code: 'm, v', meaning: "Adam's moving averages of the gradient and of its square" },
      { tex: '\\hat m_t,\\ \\hat v_t', meaning: 'The same, corrected for their start at 0' },
      { tex: '\\epsilon', code: 'epsilon', meaning: 'Small number against division by 0, outside the root' },
      { tex: 't', code: 't', meaning: 'Optimizer steps so far' },
    ],
  },
  {
    title: 'Why this answer',
    symbols: [
      { tex: 'z_c', code: 'logits[c]', meaning: 'Score of class c, before the softmax' },
      {
        tex: 'D_{ij}',
        meaning: 'What class c loses when place (i, j) of the picture is covered',
        shape: '(places, places)',
      },
      {
        tex: '\\partial z_c / \\partial x',
        meaning: 'Gradient of the score with respect to the picture',
        shape: '(n_H, n_W, n_C)',
      },
      { tex: 'A^k,\\ \\alpha_k^c', meaning: 'Feature map k of a layer, and its weight for class c in Grad-CAM' },
      { tex: '\\eta', meaning: 'L2 length of one step when the picture is changed' },
    ],
  },
];
