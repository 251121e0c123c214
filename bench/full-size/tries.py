"""What options of onnxruntime and a fused attention do to an image at full size: time and peak memory of layers of jina-clip-v2's size.

    python tries.py            # needs onnx, onnxruntime, numpy of packages/core/golden/requirements.txt; some two minutes

Each try is a process of its own with LAYERS random layers over 1,297 patches, on the files that `make_layers` writes. `difference` is the
largest of the output's numbers against the first row of the same weights, which are of size 1.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

LAYERS = int(os.environ.get("LAYERS", "3"))
TOKENS, WIDTH, HIDDEN, HEADS, RUNS = 1297, 1024, 4096, 16, 4
ATTENTIONS = ("products", "fused")


def make_layers(path: Path, attention: str) -> None:
    random = np.random.default_rng(5)
    nodes, weights = [], []

    def op(kind: str, inputs: list[str], **attributes: object) -> str:
        nodes.append(helper.make_node(kind, inputs, [f"v{len(nodes)}"], **attributes))
        return nodes[-1].output[0]

    def constant(values: np.ndarray) -> str:
        weights.append(numpy_helper.from_array(values, f"c{len(weights)}"))
        return weights[-1].name

    def linear(x: str, inner: int, outer: int) -> str:
        weight = constant((random.standard_normal((inner, outer)) / np.sqrt(inner)).astype(np.float32))
        return op("Add", [op("MatMul", [x, weight]), constant(np.zeros(outer, np.float32))])

    def mixed(q: str, k: str, v: str) -> str:
        if attention == "fused":
            return op("MultiHeadAttention", [q, k, v], num_heads=HEADS, domain="com.microsoft")
        split = constant(np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
        q, k, v = (op("Transpose", [op("Reshape", [one, split])], perm=perm) for one, perm in ((q, [0, 2, 1, 3]), (k, [0, 2, 3, 1]), (v, [0, 2, 1, 3])))
        scores = op("Mul", [op("MatMul", [q, k]), constant(np.array(0.125, np.float32))])
        joined = op("Transpose", [op("MatMul", [op("Softmax", [scores]), v])], perm=[0, 2, 1, 3])
        return op("Reshape", [joined, constant(np.array([0, 0, WIDTH], np.int64))])

    def norm(x: str) -> str:
        return op("LayerNormalization", [x, constant(np.ones(WIDTH, np.float32)), constant(np.zeros(WIDTH, np.float32))])

    x = "x"
    for _ in range(LAYERS):
        x = norm(op("Add", [x, linear(mixed(*(linear(x, WIDTH, WIDTH) for _ in range(3))), WIDTH, WIDTH)]))
        x = norm(op("Add", [x, linear(op("Gelu", [linear(x, WIDTH, HIDDEN)]), HIDDEN, WIDTH)]))
    nodes.append(helper.make_node("Identity", [x], ["y"]))
    shape = ["images", "patches", WIDTH]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(nodes, "layers", [value("x", TensorProto.FLOAT, shape)], [value("y", TensorProto.FLOAT, shape)], weights)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    onnx.save_model(helper.make_model(graph, opset_imports=opsets, ir_version=9), str(path))


def run(path: str, settings: dict[str, str], output: str) -> dict:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_mem_pattern = False
    for key, value in settings.items():
        options.add_session_config_entry(key, value)
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    x = np.random.default_rng(6).standard_normal((1, TOKENS, WIDTH)).astype(np.float32)
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        y = session.run(["y"], {"x": x})[0]
        times.append(time.perf_counter() - begin)
    np.save(output, y)
    return {"ms": min(times) * 1000, "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


TRIES: list[tuple[str, str, dict[str, str]]] = [
    ("as it is", "products", {}),
    ("weights not packed again", "products", {"session.disable_prepacking": "1"}),
    ("denormals as zero", "products", {"session.set_denormal_as_zero": "1"}),
    ("approximate Gelu", "products", {"optimization.enable_gelu_approximation": "1"}),
    ("weights not in the arena", "products", {"session.use_device_allocator_for_initializers": "1"}),
    ("fused attention", "fused", {}),
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for attention in ATTENTIONS:
            files["fp32", attention] = f"{folder}/{attention}.onnx"
            files["int8", attention] = f"{folder}/{attention}-int8.onnx"
            make_layers(Path(files["fp32", attention]), attention)
            quantize_dynamic(files["fp32", attention], files["int8", attention], weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
        print("| weights | try | ms | MiB | difference |\n| --- | --- | --- | --- | --- |")
        for weights in ("fp32", "int8"):
            first = None
            for name, attention, settings in TRIES:
                job = json.dumps([files[weights, attention], settings, f"{folder}/y.npy"])
                done = subprocess.run([sys.executable, __file__, job], capture_output=True, text=True, check=False)
                if done.returncode != 0:
                    print(f"| {weights} | {name} | {done.stderr.strip().splitlines()[-1][:90]} | | |")
                    continue
                found = json.loads(done.stdout)
                y = np.load(f"{folder}/y.npy")
                first = y if first is None else first
                print(f"| {weights} | {name} | {found['ms']:.0f} | {found['MiB']:.0f} | {np.abs(y - first).max():.1e} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run(*json.loads(sys.argv[1]))))
    else:
        main()
