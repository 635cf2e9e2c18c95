/** The three steps in words, and the Python that saves what they give. */
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

export const STEP_WORDS: Readonly<Record<StepName, StepWords>> = {
  initialize_parameters: {
    signature: 'initialize_parameters() -> parameters',
    what: 'W1 (4, 4, 3, 8) and W2 (2, 2, 8, 16) by tf.contrib.layers.xavier_initializer(seed = 0), after tf.set_random_seed(1). These are the numbers of TensorFlow 1; TensorFlow 2 and PyTorch draw others with the same seeds.',
    codeLabel: 'Python (TensorFlow 1, or tf.compat.v1): both weights in one file',
    code: `tf.reset_default_graph()
with tf.Session() as sess:
    parameters = initialize_parameters()
    sess.run(tf.global_variables_initializer())
    W1, W2 = sess.run([parameters["W1"], parameters["W2"]])
np.savez("signs-lab-initialize_parameters.npz", W1=W1, W2=W2)`,
    hint: 'Both weights in full, or the two rows that the notebook prints (W1[1,1,1] and W2[1,1,1]).',
    placeholder: 'W1 = [ 0.00131723  0.1417614  ...]\nW2 = [-0.08566415  0.17750949 ...]',
    ask: 'Leave out tf.set_random_seed(1) and run it again. Is that named?',
    answer: 'Every seed gives its own numbers, and the lab draws those of other seeds too until one fits.',
  },
  random_mini_batches: {
    signature: 'random_mini_batches(X, Y, mini_batch_size = 64, seed = 0) -> mini_batches',
    what: 'Shuffles pictures and labels by one permutation (np.random.seed(seed), np.random.permutation(m)) and cuts them into 16 mini-batches of 64 and one of 56. The training begins with seed = 3 and counts up before each epoch, so that the first has 4.',
    codeLabel: 'Python: pictures that hold their own index, so that the order can be read off',
    code: `import numpy as np

X = np.arange(1080.0).reshape(1080, 1, 1, 1)
Y = np.arange(1080).reshape(1080, 1)
seed = 3
seed = seed + 1  # as model() does before its first epoch

minibatches = random_mini_batches(X, Y, 64, seed)
np.savez(
    "signs-lab-random_mini_batches.npz",
    X=np.concatenate([x.ravel() for x, y in minibatches]),
    Y=np.concatenate([y.ravel() for x, y in minibatches]),
    sizes=[len(x) for x, y in minibatches],
)`,
    hint: 'The file; or the indices of one or all mini-batches as a list; or, with Y = np.arange(1080) % 6, the labels of the first mini-batch.',
    placeholder: '[858, 735, 964, ...]',
    ask: 'Give the order of seed 3 in place of 4. What is said about the seed?',
    answer:
      'The course counts the seed up before the first epoch; a training that counts afterwards has the same mini-batches one epoch later.',
  },
  costs: {
    signature: 'model(X_train, Y_train, X_test, Y_test) prints the costs',
    what: 'The published run prints 1.917929 after epoch 0 and 1.506757 after epoch 5. An epoch costs the sum of its 17 mini-batches divided by int(m / 64) = 16.',
    codeLabel: 'What the notebook prints',
    code: 'Cost after epoch 0: 1.917929\nCost after epoch 5: 1.506757\nCost after epoch 10: 0.955359',
    hint: 'The printed lines, or the two numbers.',
    placeholder: 'Cost after epoch 0: ...\nCost after epoch 5: ...',
    ask: 'Divide both published costs by 17 instead of 16 (times 16/17: 1.805110 and 1.418124). Is that found?',
    answer:
      'A wrong division is a fixed factor, so it is told for certain. Another order of the pictures is not: it only gives another cost of the same size.',
  },
};
