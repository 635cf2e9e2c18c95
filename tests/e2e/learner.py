"""A learner's own code, right or with one mistake: runs the page's snippets with it, and saves what it returns.

    python learner.py < jobs.json     [{"snippet": ..., "mistake": ..., "form": ..., "folder": ...}, ...]

"mistake" is "none" or one of those named below. Written plainly, as a learner does, and apart from the lab's own code.
"form": npz (as the snippet saves), compressed, npy, npy32, fortran, json, print, summary.
Prints the paths of the files as a JSON list.
"""
import json
import os
import sys

import numpy as np

mistake = "none"


def zero_pad(X, pad):
    if mistake == "pad-channels":
        return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (pad, pad)))
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def conv_single_step(a_slice_prev, W, b):
    if mistake == "bias-in-every-product":
        return np.sum(a_slice_prev * W + b)
    return np.sum(a_slice_prev * W) + float(np.squeeze(b))


def conv_forward(A_prev, W, b, hparameters):
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H_prev, n_W_prev, _ = A_prev.shape
    f, _, _, n_C = W.shape
    n_H = (n_H_prev - f + 2 * pad) // stride + 1
    n_W = (n_W_prev - f + 2 * pad) // stride + 1
    if mistake == "plus-one-forgotten":
        n_H, n_W = n_H - 1, n_W - 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                if mistake == "stride-ignored":
                    top, left = h, w
                window = A_prev_pad[i, top : top + f, left : left + f]
                for c in range(n_C):
                    bias = 0 if mistake == "bias-forgotten" else b[0, 0, 0, c]
                    Z[i, h, w, c] = np.sum(window * W[:, :, :, c]) + bias
    return Z, (A_prev, W, b, hparameters)


def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H, n_W, n_C = dZ.shape
    f = W.shape[0]
    dW, db = np.zeros(W.shape), np.zeros((1, 1, 1, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                top, left = h * stride, w * stride
                for c in range(n_C):
                    window = A_prev_pad[i, top : top + f, left : left + f]
                    dA_prev_pad[i, top : top + f, left : left + f] += W[:, :, :, c] * dZ[i, h, w, c]
                    if mistake == "dW-overwritten":
                        dW[:, :, :, c] = window * dZ[i, h, w, c]
                    else:
                        dW[:, :, :, c] += window * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]
    return dA_prev_pad[:, pad:-pad, pad:-pad, :], dW, db


def pool_forward(A_prev, hparameters, mode="max"):
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H, n_W = (n_H_prev - f) // stride + 1, (n_W_prev - f) // stride + 1
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    window = A_prev[i, h * stride : h * stride + f, w * stride : w * stride + f]
                    if mistake != "all-channels":
                        window = window[:, :, c]
                    A[i, h, w, c] = np.max(window) if mode == "max" else np.mean(window)
    return A, (A_prev, hparameters)


def create_mask_from_window(x):
    return x >= 0 if mistake == "sign" else x == np.max(x)


def distribute_value(dz, shape):
    return np.ones(shape) * (dz if mistake == "not-divided" else dz / (shape[0] * shape[1]))


def pool_backward(dA, cache, mode="max"):
    A_prev, hparameters = cache
    f, stride = hparameters["f"], hparameters["stride"]
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    rows, columns = slice(h * stride, h * stride + f), slice(w * stride, w * stride + f)
                    if mode == "max":
                        share = create_mask_from_window(A_prev[i, rows, columns, c]) * dA[i, h, w, c]
                    else:
                        share = distribute_value(dA[i, h, w, c], (f, f))
                    if mistake == "overlap-overwritten":
                        dA_prev[i, rows, columns, c] = share
                    else:
                        dA_prev[i, rows, columns, c] += share
    return dA_prev


def save(form, file):
    """The snippet's file in another form."""
    saved = dict(np.load(file))
    first = next(iter(saved))
    if form == "compressed":
        file = "compressed.npz"
        np.savez_compressed(file, **saved)
    elif form == "npy":
        file = f"{first}.npy"
        np.save(file, saved[first])
    elif form == "npy32":
        file = f"{first}.npy"
        np.save(file, saved[first].astype(np.float32))
    elif form == "fortran":
        file = f"{first}.npy"
        np.save(file, np.asfortranarray(saved[first].astype(">f8")))
    elif form == "json":
        file = "answer.json"
        with open(file, "w") as out:
            json.dump({name: array.tolist() for name, array in saved.items()}, out)
    elif form == "print":
        file = "printed.txt"
        with open(file, "w") as out:
            print(first, "=", saved[first], file=out)
    elif form == "summary":
        file = "summary.txt"
        with open(file, "w") as out:
            print("Z's mean =", np.mean(saved["Z"]), file=out)
            print("Z[3,2,1] =", saved["Z"][3, 2, 1], file=out)
    return file


np.set_printoptions(threshold=sys.maxsize)
files = []
for job in json.load(sys.stdin):
    os.makedirs(job["folder"])
    os.chdir(job["folder"])
    mistake = job["mistake"]
    # The functions above read `mistake` when they are called.
    exec(job["snippet"], globals())
    written = next(name for name in os.listdir(".") if name.startswith("signs-lab-"))
    files.append(os.path.join(job["folder"], save(job["form"], written)))
print(json.dumps(files))
