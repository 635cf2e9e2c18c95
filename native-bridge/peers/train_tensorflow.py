"""Trains the benchmark's net in TensorFlow: one tf.function per step, with or without XLA."""

import tensorflow as tf

from network import named_layers
from training import Task, arguments, measure

CHUNK = 256  # pictures per forward pass in inference


class Trainer:
    def __init__(self, task, rate, jit):
        self.layers = [(layer, self.variables(own)) for layer, own, _ in named_layers(task.network, task.parameters)]
        roles = ("W", "b", "gamma", "beta")
        self.trained = [own[role] for _, own in self.layers for role in roles if own.get(role) is not None]
        self.slots = [(tf.Variable(tf.zeros_like(w)), tf.Variable(tf.zeros_like(w))) for w in self.trained]
        self.steps = tf.Variable(0.0)
        settings = {**task.optimizer, "learningRate": rate}
        self.settings = {name: tf.constant(value, tf.float32) for name, value in settings.items()}
        self.images, self.labels = tf.constant(task.images), tf.constant(task.labels)
        self.test_images, self.test_labels = tf.constant(task.test_images), tf.constant(task.test_labels)
        self.step = tf.function(self.take_step, jit_compile=jit)
        self.infer = tf.function(lambda images: tf.argmax(self.logits(images, False), 1), jit_compile=jit)

    def variables(self, own):
        return {role: tf.Variable(value) for role, value in own.items() if value is not None}

    def train(self, indices):
        return self.step(tf.constant(indices))

    def take_step(self, indices):
        with tf.GradientTape() as tape:
            logits = self.logits(tf.gather(self.images, indices), True)
            labels = tf.gather(self.labels, indices)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        self.adam(tape.gradient(loss, self.trained))
        return loss

    def adam(self, gradients):
        """TensorFlow's own kernel, which the course's AdamOptimizer also calls."""
        s = self.settings
        self.steps.assign_add(1.0)
        powers = {"beta1_power": s["beta1"] ** self.steps, "beta2_power": s["beta2"] ** self.steps}
        rates = {"lr": s["learningRate"], "beta1": s["beta1"], "beta2": s["beta2"], "epsilon": s["epsilon"]}
        for w, (m, v), grad in zip(self.trained, self.slots, gradients):
            tf.raw_ops.ResourceApplyAdam(var=w.handle, m=m.handle, v=v.handle, grad=grad, **powers, **rates)

    def logits(self, x, training):
        for layer, own in self.layers:
            x = self.apply(layer, own, x, training)
        return x

    def apply(self, layer, own, x, training):
        kind = layer["kind"]
        if kind in ("conv", "dense"):
            x = tf.nn.conv2d(x, own["W"], layer["stride"], layer["padding"].upper()) if kind == "conv" else x @ own["W"]
            return tf.nn.bias_add(x, own["b"]) if layer["bias"] else x
        if kind in ("maxPool", "averagePool"):
            pool = tf.nn.max_pool2d if kind == "maxPool" else tf.nn.avg_pool2d
            return pool(x, layer["size"], layer["stride"], layer["padding"].upper())
        if kind == "relu":
            return tf.nn.relu(x)
        if kind == "batchNorm":
            return batch_norm(layer, own, x, training)
        if kind == "dropout":
            return tf.nn.dropout(x, layer["rate"]) if training else x
        return tf.reshape(x, [x.shape[0], -1])  # flatten: H, W, C

    def accuracy(self):
        parts = range(0, len(self.test_labels), CHUNK)
        said = tf.concat([self.infer(self.test_images[at : at + CHUNK]) for at in parts], 0)
        return float(tf.reduce_mean(tf.cast(said == self.test_labels, tf.float32)))


def batch_norm(layer, own, x, training):
    """The library's fused operation over (N,H,W,C); its running variance is unbiased, which does not affect any cost."""
    shape = x.shape
    images = x if len(shape) == 4 else tf.reshape(x, [shape[0], 1, 1, shape[1]])
    running = {"mean": own["mean"], "variance": own["variance"]}
    share = 1 - layer["momentum"] if training else 1.0
    options = {"epsilon": layer["epsilon"], "is_training": training, "exponential_avg_factor": share}
    y, mean, variance = tf.compat.v1.nn.fused_batch_norm(images, own["gamma"], own["beta"], **running, **options)
    if training:
        own["mean"].assign(mean)
        own["variance"].assign(variance)
    return tf.reshape(y, shape)


def main():
    args = arguments(["function"])
    tf.config.threading.set_intra_op_parallelism_threads(args.threads)
    task = Task(args.folder)
    forms = {"graph": lambda rate: Trainer(task, rate, False), "XLA": lambda rate: Trainer(task, rate, True)}
    measure("tensorflow-function", f"TensorFlow {tf.__version__}", task, forms, args.form, args.check)


if __name__ == "__main__":
    main()
