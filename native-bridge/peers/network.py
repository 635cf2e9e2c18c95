"""A network description as defined in native-bridge/convnet/network.ts, in the form that both peers need."""


def same_padding(size, kernel, stride):
    """TensorFlow's SAME along one axis: pixels before and after; if the sum is odd, the larger half comes after."""
    output = -(-size // stride)  # ceil
    total = max((output - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


def padding(layer, height, width):
    """((top, bottom), (left, right)) padding of a conv or pool layer with a square window."""
    if layer["padding"] == "valid":
        return (0, 0), (0, 0)
    window = layer["kernel"] if layer["kind"] == "conv" else layer["size"]
    return same_padding(height, window, layer["stride"]), same_padding(width, window, layer["stride"])


def windowed(length, before_after, window, stride):
    """Output pixels along one axis of a sliding window."""
    return (length + sum(before_after) - window) // stride + 1


def named_layers(network, parameters):
    """
    (layer, its parameters by role, shape that enters it), in order. Parameters are numbered as in
    native-bridge/convnet/parameters.ts: conv and dense layers W1, b1, W2 ... together, batch norms by themselves.
    """
    shape = tuple(network["input"])
    weighted = normalised = 0
    for layer in network["layers"]:
        own = {}
        if layer["kind"] in ("conv", "dense"):
            weighted += 1
            own = {"W": parameters[f"W{weighted}"], "b": parameters.get(f"b{weighted}")}
        elif layer["kind"] == "batchNorm":
            normalised += 1
            own = {role: parameters[f"{role}{normalised}"] for role in ("gamma", "beta", "mean", "variance")}
        yield layer, own, shape
        shape = _after(layer, shape)


def _after(layer, shape):
    """A layer's output shape: (H, W, C), or (units,) after the flatten layer."""
    kind = layer["kind"]
    if kind == "flatten":
        return (shape[0] * shape[1] * shape[2],)
    if kind == "dense":
        return (layer["units"],)
    if kind not in ("conv", "maxPool", "averagePool"):
        return shape
    rows, columns = padding(layer, shape[0], shape[1])
    window = layer["kernel"] if kind == "conv" else layer["size"]
    height = windowed(shape[0], rows, window, layer["stride"])
    width = windowed(shape[1], columns, window, layer["stride"])
    return height, width, layer["filters"] if kind == "conv" else shape[2]
