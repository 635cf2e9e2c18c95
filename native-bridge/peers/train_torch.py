"""Trains the benchmark's net in PyTorch: eager, or compiled by torch.compile."""

import torch
from torch import nn
from torch.nn import functional as F

from network import named_layers, padding
from training import Task, arguments, measure

CHUNK = 256  # pictures per forward pass in inference


class AveragePool(nn.Module):
    """Padding entries are not counted, as in TensorFlow; PyTorch's own pool pads both sides equally."""

    def __init__(self, size, stride, pads, shape):
        super().__init__()
        self.size, self.stride, self.pads = size, stride, pads
        counted = F.avg_pool2d(F.pad(torch.ones(1, 1, *shape[:2]), pads), size, stride)
        self.register_buffer("counted", counted)  # (1,1,H,W) share of each window that is not padding

    def forward(self, x):
        return F.avg_pool2d(F.pad(x, self.pads), self.size, self.stride) / self.counted


class Flatten(nn.Module):
    """(N,C,H,W) -> (N, H*W*C): the order of the description; without a copy if the memory is channels-last."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def modules(layer, own, shape):
    """The modules of one layer; its input shape is (H,W,C) or (units,)."""
    kind = layer["kind"]
    if kind == "conv":
        return convolution(layer, own, shape)
    if kind in ("maxPool", "averagePool"):
        return pool(layer, shape)
    if kind == "relu":
        return [nn.ReLU(inplace=True)]
    if kind == "batchNorm":
        return [batch_norm(layer, own, shape)]
    if kind == "dropout":
        return [nn.Dropout(layer["rate"])]
    if kind == "flatten":
        return [Flatten()]
    dense = nn.Linear(shape[0], layer["units"], bias=layer["bias"])
    return [with_values(dense, own["W"].T, own["b"])]


def convolution(layer, own, shape):
    (top, bottom), (left, right) = padding(layer, shape[0], shape[1])
    even = top == bottom and left == right
    inside = (top, left) if even else 0
    sizes = (shape[2], layer["filters"], layer["kernel"], layer["stride"], inside)
    conv = with_values(nn.Conv2d(*sizes, bias=layer["bias"]), own["W"].transpose(3, 2, 0, 1), own["b"])  # HWIO -> OIHW
    return [conv] if even else [nn.ZeroPad2d((left, right, top, bottom)), conv]


def pool(layer, shape):
    (top, bottom), (left, right) = padding(layer, shape[0], shape[1])
    pads, window = (left, right, top, bottom), (layer["size"], layer["stride"])
    if layer["kind"] == "averagePool":
        return [AveragePool(*window, pads, shape)] if any(pads) else [nn.AvgPool2d(*window)]
    return ([nn.ConstantPad2d(pads, -torch.inf)] if any(pads) else []) + [nn.MaxPool2d(*window)]


def batch_norm(layer, own, shape):
    """PyTorch's momentum is the weight of the new value; its running variance is unbiased, which does not affect any cost."""
    build = nn.BatchNorm2d if len(shape) == 3 else nn.BatchNorm1d
    norm = build(shape[-1], eps=layer["epsilon"], momentum=1 - layer["momentum"])
    norm.running_mean.copy_(torch.from_numpy(own["mean"]))
    norm.running_var.copy_(torch.from_numpy(own["variance"]))
    return with_values(norm, own["gamma"], own["beta"])


def with_values(module, weight, bias):
    with torch.no_grad():
        module.weight.copy_(torch.tensor(weight))
        if bias is not None:
            module.bias.copy_(torch.tensor(bias))
    return module


class Trainer:
    def __init__(self, task, rate, memory_format, compiled):
        if compiled:
            torch.compiler.reset()  # drops the graphs of other trainers
        layers = [module for layer in named_layers(task.network, task.parameters) for module in modules(*layer)]
        self.model = nn.Sequential(*layers).to(memory_format=memory_format)
        # Every batch size has its own graph: an epoch has two, and both are compiled before the counted epochs.
        self.forward = torch.compile(self.model, dynamic=False, fullgraph=True) if compiled else self.model
        self.images = nchw(task.images, memory_format)
        self.labels = torch.from_numpy(task.labels)
        self.test_images = nchw(task.test_images, memory_format)
        self.test_labels = torch.from_numpy(task.test_labels)
        self.settings = task.optimizer
        betas = task.optimizer["beta1"], task.optimizer["beta2"]
        self.adam = torch.optim.Adam(self.model.parameters(), lr=rate, betas=betas, fused=True)
        self.steps = 0

    def train(self, indices):
        indices = torch.from_numpy(indices)
        self.model.train()
        self.adam.zero_grad()
        loss = F.cross_entropy(self.forward(self.images[indices]), self.labels[indices])
        loss.backward()
        self.step()
        return loss.detach()

    def step(self):
        """TensorFlow adds epsilon to the uncorrected second moment, PyTorch to the corrected one."""
        self.steps += 1
        correction = (1 - self.settings["beta2"] ** self.steps) ** 0.5
        self.adam.param_groups[0]["eps"] = self.settings["epsilon"] / correction
        self.adam.step()

    @torch.no_grad()
    def accuracy(self):
        self.model.eval()
        said = torch.cat([self.forward(part).argmax(1) for part in self.test_images.split(CHUNK)])
        return (said == self.test_labels).float().mean().item()


def nchw(images, memory_format):
    return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(memory_format=memory_format)


def main():
    args = arguments(["eager", "compiled"])
    torch.set_num_threads(args.threads)
    task = Task(args.folder)
    layouts = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
    compiled = args.mode == "compiled"
    forms = {
        name: lambda rate, layout=layout: Trainer(task, rate, layout, compiled) for name, layout in layouts.items()
    }
    measure(f"pytorch-{args.mode}", f"PyTorch {torch.__version__}", task, forms, args.form, args.check)


if __name__ == "__main__":
    main()
