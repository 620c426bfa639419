"""Folds a trained network into the layers that run, and writes them as NAME.weights and NAME.json; draws test vectors.

    python3 export.py object object.pt ../src/networks/weights/object [--vectors ../test/fixtures/networks]

NAME.weights holds little-endian numbers. NAME.json tells, layer by layer in the order in which they run, where they lie.
    op       conv      src * w + b, zeros around it (kernel // 2), then + add, then ReLU, where these are given
             context   src + w . mean of src over the picture + b
             merge     ReLU(src at twice its size, bilinear, half-pixel centers + add)
             pool2     mean of 2 x 2
             shuffle2  four channels to one of twice the size: out[2y + i][2x + j] = src[2i + j][y][x]
             center    src + b0 x^2 + b1 y^2 + b2 x + b3 y + b4 x y, x and y from -1 to 1 from the first pixel to the last
    w, b     offset (bytes), shape ([out][in / groups][rows][columns]), type; for int8 also scale: the offset of one
             float32 for each output channel, to multiply with
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from network import GazeNetwork, ObjectNetwork, RefineNetwork, load

KINDS = dict(object=ObjectNetwork, refine=RefineNetwork, gaze=GazeNetwork)
TYPES = dict(int8="<i1", float16="<f2", float32="<f4")


class Layers(list):
    """The layers, in the order in which they run; every method adds some and returns the name of the last."""

    def conv(self, name, src, weight, bias=None, stride=1, groups=1, relu=False, **more):
        self.append(dict(name=name, op="conv", stride=stride, groups=groups, relu=relu, src=src, **more, w=weight, b=bias))
        return name

    def halve(self, name, src, layer):
        gain, bias = normalization(layer.bn)
        if isinstance(layer.c, torch.nn.Conv2d):
            return self.conv(name, src, scaled(layer.c, gain), bias, stride=2, relu=True)
        depthwise, mix = layer.c
        self.conv(f"{name}.dw", src, depthwise.weight, stride=2, groups=depthwise.groups)
        return self.conv(name, f"{name}.dw", scaled(mix, gain), bias, relu=True)

    def block(self, name, src, layer):
        gain, bias = normalization(layer.bn)
        self.conv(f"{name}.dw", src, scaled(layer.dw, gain), bias, groups=layer.dw.groups)
        self.conv(f"{name}.up", f"{name}.dw", layer.up.weight, layer.up.bias, relu=True)
        return self.conv(name, f"{name}.up", scaled(layer.down, layer.g), layer.down.bias * layer.g, add=src)

    def blocks(self, name, src, layers):
        for i, layer in enumerate(layers):
            src = self.block(f"{name}.{i}", src, layer)
        return src

    def merge(self, name, low, low_layer, skip, skip_layer, norm, block):
        gain, bias = normalization(norm)
        if low_layer.bias is not None:
            bias = bias + low_layer.bias * gain
        self.conv(f"{name}.low", low, scaled(low_layer, gain), bias)
        self.conv(f"{name}.skip", skip, scaled(skip_layer, gain))
        self.append(dict(name=name, op="merge", src=f"{name}.low", add=f"{name}.skip", relu=True))
        return self.block(f"{name}.b", name, block)


def normalization(norm):
    """What a norm multiplies with and adds, once it is trained."""
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return gain, norm.bias - norm.running_mean * gain


def scaled(conv, gain):
    return conv.weight * gain[:, None, None, None]


@torch.no_grad()
def fold(network) -> Layers:
    """The layers of a network without its norms and gains."""
    layers = Layers()
    refines = isinstance(network, RefineNetwork)
    if refines:
        layers.append(dict(name="prior8", op="pool2", src="prior"))
        layers.append(dict(name="prior16", op="pool2", src="prior8"))

    def told(name, src, prior):
        return layers.conv(name, prior, getattr(network, name).weight, add=src) if refines else src

    x = layers.halve("d1", "input", network.d1)
    x = told("i2", layers.halve("d2", x, network.d2), "prior")
    e2 = layers.blocks("s2", x, network.s2)
    x = told("i3", layers.halve("d3", e2, network.d3), "prior8")
    e3 = layers.blocks("s3", x, network.s3)
    x = told("i4", layers.halve("d4", e3, network.d4), "prior16")
    e4 = layers.blocks("s4", x, network.s4)
    x = layers.blocks("s5", layers.halve("d5", e4, network.d5), network.s5)
    layers.append(dict(name="ctx", op="context", src=x, w=network.ctx.weight, b=network.ctx.bias))
    y = layers.merge("y4", "ctx", network.l5, e4, network.l4, network.n4, network.b4)
    y = layers.merge("y3", y, network.p3, e3, network.l3, network.n3, network.b3)
    y = layers.merge("y2", y, network.p2, e2, network.l2, network.n2, network.b2)
    layers.conv("h2", told("j2", y, "prior"), network.h2.weight, network.h2.bias)
    layers.append(dict(name="out", op="shuffle2", src="h2"))
    if isinstance(network, GazeNetwork):
        layers.append(dict(name="center", op="center", src="out", b=network.cb.detach()))
    return layers


@torch.no_grad()
def run(layers, picture, prior=None):
    """Runs folded layers, in 32-bit floats: what the kernels have to agree with."""
    values = dict(input=picture, prior=prior)
    for layer in layers:
        src, op, w, b = values[layer["src"]], layer["op"], layer.get("w"), layer.get("b")
        if op == "conv":
            out = F.conv2d(src, w, b, layer["stride"], w.shape[2] // 2, 1, layer["groups"])
            out = out + values[layer["add"]] if "add" in layer else out
        elif op == "context":
            out = src + F.linear(src.mean((2, 3)), w, b)[:, :, None, None]
        elif op == "merge":
            out = F.interpolate(src, scale_factor=2, mode="bilinear", align_corners=False) + values[layer["add"]]
        elif op == "pool2":
            out = F.avg_pool2d(src, 2)
        elif op == "shuffle2":
            out = F.pixel_shuffle(src, 2)
        else:
            out = src + center(b, *src.shape[2:])
        values[layer["name"]] = F.relu(out) if layer.get("relu") else out
    return out


def center(b, height, width):
    y, x = torch.linspace(-1, 1, height)[:, None], torch.linspace(-1, 1, width)[None]
    return b[0] * x * x + b[1] * y * y + b[2] * x + b[3] * y + b[4] * x * y


def pack(layers, kind="int8"):
    """Bytes and their description; `kind` is how weights are kept, while biases stay float32."""
    data, described = bytearray(), []

    def put(array):
        data.extend(bytes(-len(data) % 4))
        offset = len(data)
        data.extend(array.tobytes())
        return offset

    for layer in layers:
        entry = {key: value for key, value in layer.items() if key not in ("w", "b")}
        if layer.get("w") is not None:
            w = layer["w"].detach().numpy()
            entry["w"] = dict(offset=0, shape=list(w.shape), type=kind)
            if kind == "int8":
                scale = np.maximum(np.abs(w).reshape(len(w), -1).max(1), 1e-12).astype("<f4") / np.float32(127)
                w = np.rint(w / scale.reshape(-1, *[1] * (w.ndim - 1)))
                entry["w"]["scale"] = put(scale)
            entry["w"]["offset"] = put(w.astype(TYPES[kind]))
        if layer.get("b") is not None:
            b = layer["b"].detach().numpy().astype("<f4")
            entry["b"] = dict(offset=put(b), shape=list(b.shape), type="float32")
        described.append(entry)
    return bytes(data), described


def unpack(data: bytes, described) -> list:
    """The layers again, with weights as the kernels see them."""

    def get(entry):
        if entry is None:
            return None
        array = np.frombuffer(data, TYPES[entry["type"]], int(np.prod(entry["shape"])), entry["offset"])
        array = array.reshape(entry["shape"]).astype(np.float32)
        if "scale" in entry:
            scale = np.frombuffer(data, "<f4", len(array), entry["scale"])
            array = array * scale.reshape(-1, *[1] * (array.ndim - 1))
        return torch.from_numpy(array.copy())

    return [dict(layer, w=get(layer.get("w")), b=get(layer.get("b"))) for layer in described]


def describe(name, described, data, **card) -> str:
    head = dict(
        network=name,
        input="RGB / 127.5 - 1, sides multiples of 32",
        **(dict(prior="one channel in [0, 1], a quarter of the input's sides") if name == "refine" else {}),
        output="logits at half of the input's sides; "
        + ("their softmax over the picture is the density of gaze" if name == "gaze" else "their sigmoid is the probability"),
        bytes=len(data),
        **card,
    )
    lines = ",\n".join("    " + json.dumps(layer) for layer in described)
    return json.dumps(head, indent=2)[:-2] + ',\n  "layers": [\n' + lines + "\n  ]\n}\n"


def scene(seed: int, width=224, height=128):
    """A drawn picture (ground, sky, a figure, a disk, text-like stripes, noise) and a coarse prior of the figure."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    ground = (y > height * rng.uniform(0.5, 0.7))[..., None]
    picture = np.where(ground, rng.uniform(40, 140, 3), rng.uniform(120, 230, 3)) + (y / height * 30)[..., None]
    cx, cy, r = rng.uniform(60, 160), rng.uniform(50, 80), rng.uniform(10, 16)
    head = (x - cx) ** 2 + (y - cy + 2 * r) ** 2 < r * r
    body = ((x - cx) / r / 1.4) ** 2 + ((y - cy - r) / r / 2) ** 2 < 1
    picture = np.where(body[..., None], rng.uniform(0, 255, 3), picture)
    picture = np.where(head[..., None], (224, 172, 140), picture)
    picture = np.where((((x - 30) ** 2 + (y - 100) ** 2) < 180)[..., None], rng.uniform(0, 255, 3), picture)
    picture = np.where(((y > 8) & (y < 18) & (x > 170) & (x < 215) & (x % 6 < 3))[..., None], 250, picture)
    picture = np.clip(np.rint(picture + rng.normal(0, 6, picture.shape)), 0, 255).astype(np.uint8)
    prior = F.avg_pool2d(torch.from_numpy((head | body).astype(np.float32))[None, None], 4)
    prior = F.avg_pool2d(prior, 5, 1, 2, count_include_pad=False) * 0.8 + 0.05
    return picture, prior


def to_input(picture):
    return torch.from_numpy(picture.astype(np.float32)).permute(2, 0, 1)[None] / 127.5 - 1


def write_vectors(name, layers, folder: Path):
    """Pictures, priors, logits and maps, as raw numbers; the same scenes for every network."""
    folder.mkdir(parents=True, exist_ok=True)
    for i in range(2):
        picture, prior = scene(i)
        prior = prior if name == "refine" and i == 0 else torch.zeros_like(prior)
        logits = run(layers, to_input(picture), prior)
        map_ = torch.exp(logits - logits.max()) if name == "gaze" else torch.sigmoid(logits)
        picture.tofile(folder / f"scene-{i}.224x128.rgb")
        if name == "refine":
            prior.numpy().astype("<f4").tofile(folder / f"refine-{i}.prior.56x32.f32")
        logits.numpy().astype("<f4").tofile(folder / f"{name}-{i}.logits.112x64.f32")
        map_.numpy().astype("<f4").tofile(folder / f"{name}-{i}.map.112x64.f32")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("checkpoint")
    parser.add_argument("out", help="path without extension")
    parser.add_argument("--type", default="int8", choices=TYPES)
    parser.add_argument("--vectors", type=Path)
    given = parser.parse_args()
    torch.set_num_threads(1)
    network = load(KINDS[given.kind], given.checkpoint)
    layers = fold(network)
    data, described = pack(layers, given.type)
    kept = unpack(data, described)
    inputs = [to_input(scene(0)[0])] + ([scene(0)[1]] if given.kind == "refine" else [])
    with torch.no_grad():
        trained = network(*inputs)
    print("folded, largest difference of logits:", (run(layers, *inputs) - trained).abs().max().item())
    print(given.type + ", largest difference of logits:", (run(kept, *inputs) - trained).abs().max().item())
    Path(given.out).parent.mkdir(parents=True, exist_ok=True)
    Path(given.out + ".weights").write_bytes(data)
    Path(given.out + ".json").write_text(describe(given.kind, described, data))
    if given.vectors:
        write_vectors(given.kind, kept, given.vectors)
    print(len(data), "bytes")
