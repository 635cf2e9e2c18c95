"""Code shared by all peers: reads the folder that the benchmark wrote, measures time, prints one line of JSON."""

import argparse
import json
import os
import threading
import time
from pathlib import Path

import numpy as np

STANDARD_INPUT = 0
TRIAL_EPOCHS = 3  # of each form, after a warm-up epoch


class Task:
    """The task that hand-out.ts wrote: network, initial parameters, pictures, mini-batches."""

    def __init__(self, folder):
        folder = Path(folder)
        task = json.loads((folder / "task.json").read_text())
        self.network = task["network"]
        self.optimizer = task["optimizer"]  # learningRate, beta1, beta2, epsilon
        self.parameters = _parameters(folder, task["parameters"])
        self.images, self.labels = self._pictures(folder, "train")
        self.test_images, self.test_labels = self._pictures(folder, "test")
        order = np.fromfile(folder / "order.int32", np.int32).reshape(-1, len(self.labels))
        size = task["batchSize"]
        self.check, self.count = task["check"], task["epochs"]
        self.epochs = [[row[at : at + size] for at in range(0, len(row), size)] for row in order]

    def _pictures(self, folder, split):
        """(N,H,W,C) float32 in [0,1] and (N) int64, converted once, so that a peer's epochs do not include the division."""
        images = np.fromfile(folder / f"{split}.images.uint8", np.uint8).reshape(-1, *self.network["input"])
        labels = np.fromfile(folder / f"{split}.labels.int32", np.int32)
        return images.astype(np.float32) / np.float32(255), labels.astype(np.int64)


def _parameters(folder, specs):
    """By name; `parameters.float32` holds them concatenated in the order of `specs`."""
    values = np.fromfile(folder / "parameters.float32", np.float32)
    ends = np.cumsum([int(np.prod(spec["shape"])) for spec in specs])
    parts = np.split(values, ends[:-1])
    return {spec["name"]: part.reshape(spec["shape"]) for spec, part in zip(specs, parts)}


def arguments(modes):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--check", action="store_true", help="also print the costs of epochs at a small rate")
    parser.add_argument("--form", help="one of this program's forms (default: the fastest)")
    return parser.parse_args()


def measure(peer, version, task, forms, form=None, check=False):
    """
    Trains in the fastest form and prints the measured times.

    forms: name -> a function that builds a trainer from the task's initial parameters and a learning rate. A trainer
    has `train(indices) -> loss` (a step on those pictures; `float` converts the result to a number) and
    `accuracy() -> float` (of the test split, in inference mode).
    """
    _end_with_parent()
    rate = task.optimizer["learningRate"]
    form = form or _fastest(task, {name: build(rate) for name, build in forms.items()})
    small = rate * task.check["rateShare"]
    checked = _train(task, forms[form](small), task.check["epochs"])[1] if check else None
    seconds, costs, accuracy = _train(task, forms[form](rate), task.count)
    line = {"peer": peer, "version": version, "form": form, "epochSeconds": seconds[1:], "costs": costs}
    print(json.dumps({**line, "checkCosts": checked, "testAccuracy": accuracy}), flush=True)


def _train(task, trainer, epochs):
    """Seconds, costs and the last accuracy."""
    results = [_epoch(task, trainer, batches) for batches in task.epochs[:epochs]]
    seconds, costs, accuracies = zip(*results)
    return list(seconds), list(costs), accuracies[-1]


def _epoch(task, trainer, batches):
    """An epoch as in a user's run: every training step, and the test accuracy. The cost is a mean over pictures."""
    began = time.perf_counter()
    losses = [trainer.train(batch) for batch in batches]
    cost = sum(float(loss) * len(batch) for loss, batch in zip(losses, batches)) / len(task.labels)
    accuracy = trainer.accuracy() if len(task.test_labels) > 0 else None
    return time.perf_counter() - began, cost, accuracy


def _fastest(task, trainers):
    """The forms are interleaved, so that other load on the machine affects all equally; the best epoch counts."""
    taken = {name: [] for name in trainers}
    for _ in range(1 + TRIAL_EPOCHS):
        for name, trainer in trainers.items():
            taken[name].append(_epoch(task, trainer, task.epochs[0])[0])
    return min(taken, key=lambda name: min(taken[name][1:]))


def _end_with_parent():
    """The benchmark keeps our standard input open; when it closes, the benchmark has ended."""

    def watch():
        while os.read(STANDARD_INPUT, 4096):  # not sys.stdin, whose lock a thread must not hold at the end
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
