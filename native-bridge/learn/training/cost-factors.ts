/** Wrong sums and divisions that give a fixed multiple of the right cost. */

/** The factor on a cost that is divided or summed differently. The course divides the sum of 17 by 16. */
export const FACTORS: readonly {
  readonly id: string;
  readonly factor: number;
  readonly text: string;
  /** Relative tolerance for epoch 0, if the factor is not exact. */
  readonly tolerance?: number;
}[] = [
  {
    id: 'divided-by-17',
    factor: 16 / 17,
    // The last mini-batch of epoch 0 costs 1.75 to 1.82 in the measured runs.
    tolerance: 2e-3,
    text: 'The sum is divided by 17, the actual number of mini-batches, or the last mini-batch is left out, or the mean is taken over all pictures: these three give the same to three digits. The notebook divides by num_minibatches = int(m / minibatch_size) = 16, although it sums all 17.',
  },
  {
    id: 'divided-by-16.875',
    factor: 16 / 16.875,
    text: 'The sum is divided by m / minibatch_size = 16.875: the notebook uses int(m / minibatch_size) = 16.',
  },
  {
    id: 'not-divided',
    factor: 16,
    text: 'The sum over the mini-batches is not divided: minibatch_cost += temp_cost / num_minibatches.',
  },
  {
    id: 'divided-by-batch-size',
    factor: 16 / 64,
    text: 'The sum is divided by 64, the size of a mini-batch: divide by their number, 16.',
  },
  {
    id: 'divided-by-m',
    factor: 16 / 1080,
    text: 'The sum is divided by 1080, the number of pictures: divide by the number of mini-batches, 16.',
  },
  {
    id: 'batch-sum',
    factor: 64,
    text: 'The cost of a mini-batch is the sum over its pictures (tf.reduce_sum): it should be their mean, tf.reduce_mean.',
  },
  {
    id: 'divided-by-classes',
    factor: 1 / 6,
    text: 'The cost is divided by the 6 classes too, like a mean over all logits: it should be the mean over pictures only.',
  },
  { id: 'log2', factor: 1 / Math.LN2, text: 'The logarithm has base 2: the cross-entropy uses the natural one.' },
  { id: 'log10', factor: 1 / Math.LN10, text: 'The logarithm has base 10: the cross-entropy uses the natural one.' },
  { id: 'sign', factor: -1, text: 'The minus sign is missing: the cross-entropy is -sum(y log p).' },
];
