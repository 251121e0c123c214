"""Makes a stand-in for jina-clip-v2 at full size: its inputs, outputs, layers and sizes, with random weights.

Speed and memory are those of the real model; what the vectors say means nothing. Needs onnx and numpy:

    python bench/full-size/make.py FOLDER [fp32] [fp16] [int8]

writes FOLDER/onnx/model*.onnx and the configs. The tokenizer is mini-clip's, whose ids all lie within the table of pieces.
`--small` makes one of two layers and 64 numbers, to try the way.
"""

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TEXTS = {"pieces": 250_002, "layers": 24, "width": 1024, "heads": 16, "hidden": 4096}
IMAGES = {"layers": 24, "width": 1024, "heads": 16, "hidden": 2730, "size": 512, "patch": 14}
OUT = 1024
FILES = {"fp32": "model.onnx", "fp16": "model_fp16.onnx", "int8": "model_int8.onnx"}
MINI_CLIP = Path(__file__).parents[2] / "packages/mini-clip/model"


class Graph:
    """Nodes and weights as they are added; a name for each value."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.number = np.float16 if kind == "fp16" else np.float32
        self.type = TensorProto.FLOAT16 if kind == "fp16" else TensorProto.FLOAT
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.names = 0
        self.pool = np.random.default_rng(0).standard_normal(1 << 20).astype(np.float32)

    def name(self, what: str) -> str:
        self.names += 1
        return f"{what}_{self.names}"

    def op(self, kind: str, *inputs: str, outputs: int = 1, **attributes: object) -> str:
        names = [self.name(kind) for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=self.name("node"), **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, values: object, dtype: object = None) -> str:
        array = np.array(values, dtype or self.number)
        name = self.name("constant")
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def random(self, *shape: int, scale: float) -> np.ndarray:
        return np.resize(self.pool[self.names % 997 :], shape) * np.float32(scale)

    def weight(self, *shape: int, scale: float) -> str:
        name = self.name("weight")
        self.weights.append(numpy_helper.from_array(self.random(*shape, scale=scale).astype(self.number), name))
        return name

    def whole_numbers(self, *shape: int) -> tuple[str, str, str]:
        """Weights of 8 bits, their scale and their zero."""
        values = np.clip(self.random(*shape, scale=40.0), -127, 127).astype(np.int8)
        name = self.name("weight")
        self.weights.append(numpy_helper.from_array(values, name))
        # Never twice the same, or onnxruntime would merge them, and miss what it merges in real weights.
        scale = 0.02 / 40 * (1 + self.names / 1e6)
        return name, self.constant(scale, np.float32), self.constant(0, np.int8)

    def linear(self, x: str, inner: int, outer: int, *, bias: bool = True) -> str:
        if self.kind == "int8":
            weight, scale, zero = self.whole_numbers(inner, outer)
            quantised, x_scale, x_zero = self.op("DynamicQuantizeLinear", x, outputs=3)
            product = self.op("MatMulInteger", quantised, weight, x_zero, zero)
            y = self.op("Mul", self.op("Cast", product, to=TensorProto.FLOAT), self.op("Mul", x_scale, scale))
        else:
            y = self.op("MatMul", x, self.weight(inner, outer, scale=0.02))
        return self.op("Add", y, self.weight(outer, scale=0.02)) if bias else y

    def norm(self, x: str, width: int) -> str:
        ones = self.constant(np.ones(width))
        return self.op("LayerNormalization", x, ones, self.constant(np.zeros(width)), axis=-1, epsilon=1e-5)

    def attention(self, x: str, width: int, heads: int, mask: str | None) -> str:
        each = width // heads
        split = self.constant([0, 0, heads, each], np.int64)
        sides = []
        for _ in range(3):
            y = self.op("Reshape", self.linear(x, width, width), split)
            sides.append(self.op("Transpose", y, perm=[0, 2, 1, 3]))
        query, key, value = sides
        scores = self.op("MatMul", query, self.op("Transpose", key, perm=[0, 1, 3, 2]))
        scores = self.op("Mul", scores, self.constant(each**-0.5))
        if mask is not None:
            scores = self.op("Add", scores, mask)
        mixed = self.op("MatMul", self.op("Softmax", scores, axis=-1), value)
        joined = self.op("Transpose", mixed, perm=[0, 2, 1, 3])
        return self.linear(self.op("Reshape", joined, self.constant([0, 0, width], np.int64)), width, width)

    def block(self, x: str, width: int, heads: int, hidden: int, mask: str | None, *, gated: bool) -> str:
        x = self.op("Add", x, self.attention(self.norm(x, width), width, heads, mask))
        y = self.norm(x, width)
        up = self.linear(y, width, hidden)
        if gated:
            up = self.op("Mul", self.op("Mul", up, self.op("Sigmoid", up)), self.linear(y, width, hidden))
        else:
            half, one, root = self.constant(0.5), self.constant(1), self.constant(2**-0.5)
            bent = self.op("Add", self.op("Erf", self.op("Mul", up, root)), one)
            up = self.op("Mul", self.op("Mul", up, half), bent)
        return self.op("Add", x, self.linear(up, hidden, width))

    def finish(self, x: str, side: str) -> None:
        """The two outputs of a side, in single precision."""
        y = self.linear(x, OUT, OUT, bias=False)
        plain = self.op("Cast", y, to=TensorProto.FLOAT)
        norm = self.op("ReduceL2", plain, axes=[1], keepdims=1)
        for value, name in ((plain, ""), (self.op("Div", plain, norm), "l2norm_")):
            self.nodes.append(helper.make_node("Identity", [value], [f"{name}{side}_embeddings"]))


def texts(graph: Graph, sizes: dict[str, int]) -> None:
    is_text = graph.op("Not", graph.op("Equal", "input_ids", graph.constant(1, np.int64)))
    mask = graph.op("Cast", is_text, to=graph.type)
    shut = graph.op("Mul", graph.op("Sub", graph.constant(1), mask), graph.constant(-30_000))
    shut = graph.op("Unsqueeze", shut, graph.constant([1, 2], np.int64))
    width = sizes["width"]
    if graph.kind == "int8":
        table, scale, zero = graph.whole_numbers(sizes["pieces"], width)
        x = graph.op("DequantizeLinear", graph.op("Gather", table, "input_ids"), scale, zero)
    else:
        x = graph.op("Gather", graph.weight(sizes["pieces"], width, scale=0.02), "input_ids")
    for _ in range(sizes["layers"]):
        x = graph.block(x, width, sizes["heads"], sizes["hidden"], shut, gated=False)
    kept = graph.op("Unsqueeze", mask, graph.constant([2], np.int64))
    axis = graph.constant([1], np.int64)
    total = graph.op("ReduceSum", graph.op("Mul", x, kept), axis, keepdims=0)
    graph.finish(graph.op("Div", total, graph.op("ReduceSum", kept, axis, keepdims=0)), "text")


def images(graph: Graph, sizes: dict[str, int]) -> None:
    width, patch = sizes["width"], sizes["patch"]
    x = graph.op("Cast", "pixel_values", to=graph.type)
    kernel = graph.weight(width, 3, patch, patch, scale=0.02)
    x = graph.op("Conv", x, kernel, kernel_shape=[patch, patch], strides=[patch, patch])
    x = graph.op("Transpose", graph.op("Reshape", x, graph.constant([0, width, (sizes["size"] // patch) ** 2], np.int64)), perm=[0, 2, 1])
    for _ in range(sizes["layers"]):
        x = graph.block(x, width, sizes["heads"], sizes["hidden"], None, gated=True)
    graph.finish(graph.op("ReduceMean", x, axes=[1], keepdims=0), "image")


def make(folder: Path, kind: str, text_sizes: dict[str, int], image_sizes: dict[str, int]) -> None:
    graph = Graph(kind)
    texts(graph, text_sizes)
    images(graph, image_sizes)
    size = image_sizes["size"]
    value = helper.make_tensor_value_info
    proto = helper.make_graph(
        graph.nodes,
        "jina-clip-v2's shape, random weights",
        [
            value("input_ids", TensorProto.INT64, ["b", "s"]),
            value("pixel_values", TensorProto.FLOAT, ["n", 3, size, size]),
        ],
        [
            value(f"{norm}{side}_embeddings", TensorProto.FLOAT, [batch, OUT])
            for norm in ("", "l2norm_")
            for side, batch in (("text", "b"), ("image", "n"))
        ],
        graph.weights,
    )
    model = helper.make_model(proto, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    file = folder / "onnx" / FILES[kind]
    outside = {"save_as_external_data": True, "location": f"{file.name}_data"} if kind == "fp32" else {}
    (folder / "onnx" / f"{file.name}_data").unlink(missing_ok=True)
    onnx.save(model, str(file), **outside)
    count = sum(int(np.prod(weight.dims)) for weight in proto.initializer)
    print(f"{file}: {count / 1e6:.0f} million numbers, {len(graph.nodes)} steps")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("kinds", nargs="*", default=list(FILES))
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    (options.folder / "onnx").mkdir(parents=True, exist_ok=True)
    shutil.copy(MINI_CLIP / "tokenizer.json", options.folder / "tokenizer.json")
    tokenizer = json.loads((MINI_CLIP / "tokenizer_config.json").read_text()) | {"model_max_length": 8192}
    (options.folder / "tokenizer_config.json").write_text(json.dumps(tokenizer, indent=2))
    config = json.loads((MINI_CLIP / "config.json").read_text())
    config |= {"_name_or_path": "nestvec/full-size", "projection_dim": OUT, "vision_config": {"image_size": IMAGES["size"]}}
    (options.folder / "config.json").write_text(json.dumps(config, indent=2))
    preprocessor = json.loads((MINI_CLIP / "preprocessor_config.json").read_text()) | {"size": IMAGES["size"]}
    (options.folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2))
    small = {"layers": 2} if options.small else {}
    for kind in options.kinds:
        make(options.folder, kind, TEXTS | small, IMAGES | small)


if __name__ == "__main__":
    main()
