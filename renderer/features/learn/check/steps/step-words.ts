/** Descriptions of the three steps, and the Python that saves their results. */
import { t } from '../messages/index.ts';
import type { StepName } from '../subjects.ts';

export interface StepWords {
  readonly signature: string;
  readonly what: string;
  readonly code: string;
  readonly codeLabel: string;
  readonly hint: string;
  readonly placeholder: string;
  readonly ask: string;
  readonly answer: string;
}

export function stepWords(name: StepName): StepWords {
  switch (name) {
    case 'initialize_parameters':
      return {
        // untranslated: Python
        signature: 'initialize_parameters() -> parameters',
        what: t.initializeAbout(),
        codeLabel: t.initializeCode(),
        // untranslated: Python
        code: `tf.reset_default_graph()
with tf.Session() as sess:
    parameters = initialize_parameters()
    sess.run(tf.global_variables_initializer())
    W1, W2 = sess.run([parameters["W1"], parameters["W2"]])
np.savez("signs-lab-initialize_parameters.npz", W1=W1, W2=W2)`,
        hint: t.initializeHint(),
        // untranslated: what Python prints
        placeholder: 'W1 = [ 0.00131723  0.1417614  ...]\nW2 = [-0.08566415  0.17750949 ...]',
        ask: t.askInitialize(),
        answer: t.initializeAnswer(),
      };
    case 'random_mini_batches':
      return {
        // untranslated: Python
        signature: 'random_mini_batches(X, Y, mini_batch_size = 64, seed = 0) -> mini_batches',
        what: t.batchesAbout(),
        codeLabel: t.batchesCode(),
        // untranslated: Python
        code: `import numpy as np

X = np.arange(1080.0).reshape(1080, 1, 1, 1)
Y = np.arange(1080).reshape(1080, 1)
seed = 3
seed = seed + 1  # ${t.beforeFirstEpoch()}

minibatches = random_mini_batches(X, Y, 64, seed)
np.savez(
    "signs-lab-random_mini_batches.npz",
    X=np.concatenate([x.ravel() for x, y in minibatches]),
    Y=np.concatenate([y.ravel() for x, y in minibatches]),
    sizes=[len(x) for x, y in minibatches],
)`,
        hint: t.batchesHint(),
        placeholder: '[858, 735, 964, ...]',
        ask: t.askBatches(),
        answer: t.batchesAnswer(),
      };
    case 'costs':
      return {
        signature: t.costsSignature(),
        what: t.costsAbout(),
        codeLabel: t.costsCode(),
        // untranslated: what the notebook prints
        code: 'Cost after epoch 0: 1.917929\nCost after epoch 5: 1.506757\nCost after epoch 10: 0.955359',
        hint: t.costsHint(),
        // untranslated: what the notebook prints
        placeholder: 'Cost after epoch 0: ...\nCost after epoch 5: ...',
        ask: t.askCosts(),
        answer: t.costsAnswer(),
      };
  }
}
