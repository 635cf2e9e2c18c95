"""Reads event files with TensorBoard's own reader: check_tensorboard.py FOLDER... ; prints one JSON line per folder."""

import json
import math
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import metadata
from google.protobuf.json_format import MessageToDict


PARSERS = {
    metadata.SESSION_START_INFO_TAG: metadata.parse_session_start_info_plugin_data,
    metadata.SESSION_END_INFO_TAG: metadata.parse_session_end_info_plugin_data,
}


def hparams(events):
    contents = {tag: data.plugin_data.content for tag, data in events.summary_metadata.items() if tag in PARSERS}
    return {tag: MessageToDict(PARSERS[tag](content)) for tag, content in contents.items()}


def scalars(events, tag):
    if tag in events.Tags()["scalars"]:
        points = [(one.step, one.value, one.wall_time) for one in events.Scalars(tag)]
    else:
        points = [(one.step, one.tensor_proto.float_val[0], one.wall_time) for one in events.Tensors(tag)]
    return [[step, value if math.isfinite(value) else str(value), time] for step, value, time in points]


for folder in sys.argv[1:]:
    events = EventAccumulator(folder)
    events.Reload()
    tags = [tag for kind in ("scalars", "tensors") for tag in events.Tags()[kind] if not tag.startswith("_hparams_")]
    print(json.dumps({"scalars": {tag: scalars(events, tag) for tag in tags}, "hparams": hparams(events)}))
