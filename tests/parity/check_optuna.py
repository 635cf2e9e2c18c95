"""Opens a journal file with Optuna itself and continues the study: check_optuna.py FILE STUDY ; prints a JSON object."""

import json
import sys
import warnings

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

warnings.simplefilter("error", UserWarning)  # a distribution that Optuna has to correct is ours to correct
optuna.logging.set_verbosity(optuna.logging.ERROR)


def plain(trial):
    trial._validate()
    return {
        "number": trial.number,
        "state": trial.state.name,
        "values": trial.values,
        "params": trial.params,
        "intermediate": trial.intermediate_values,
        "attributes": trial.user_attrs,
        "seconds": trial.duration.total_seconds() if trial.duration else None,
    }


path, name = sys.argv[1:]
study = optuna.load_study(study_name=name, storage=JournalStorage(JournalFileBackend(path)))
single = len(study.directions) == 1
report = {
    "directions": [direction.name for direction in study.directions],
    "metrics": study.metric_names,
    "trials": [plain(trial) for trial in study.trials],
    "best": [trial.number for trial in ([study.best_trial] if single else study.best_trials)],
}
# The study continues there: a waiting trial comes first, with its values; then the sampler learns from all of them.
space = study.trials[0].distributions
for _ in range(2):
    trial = study.ask(space)
    report.setdefault("asked", []).append([trial.number, trial.params])
    study.tell(trial, [0.5] * len(study.directions))
print(json.dumps(report))
