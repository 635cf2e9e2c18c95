"""Optuna's TPE as a program that asks: a line {"space", "seed", "trials"} begins a study that maximises; for every trial it
prints {"values"} and reads {"score"}. It ends when its standard input does."""

import json
import sys
import warnings

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore")


def say(message):
    print(json.dumps(message), flush=True)


def suggest(trial, name, dimension):
    if dimension["kind"] == "choice":
        return trial.suggest_categorical(name, dimension["choices"])
    low, high, log = dimension["low"], dimension["high"], dimension.get("log", False)
    if dimension["kind"] == "float":
        return trial.suggest_float(name, low, high, log=log)
    return trial.suggest_int(name, low, high, step=dimension.get("step", 1), log=log)


def run(space, seed, trials):
    sampler = optuna.samplers.TPESampler(multivariate=True, seed=seed)
    study = optuna.create_study(sampler=sampler, direction="maximize")
    for _ in range(trials):
        trial = study.ask()
        say({"values": {name: suggest(trial, name, dimension) for name, dimension in space.items()}})
        study.tell(trial, json.loads(sys.stdin.readline())["score"])


say({"version": optuna.__version__})
for line in sys.stdin:
    run(**json.loads(line))
