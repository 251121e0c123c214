"""What options of onnxruntime, fused attention and other weights do to one image at full size: time, peak memory, and what changes.

    python bench/full-size/tries.py FOLDER           # the table, also into bench/README.md; some five minutes on two cores
    python bench/full-size/tries.py FOLDER --prepare # makes the graphs first, and ends; 5 GB of disk

Needs onnx, onnx_ir, onnxruntime 1.32.0 and numpy. The graphs are the image half of `make.py`'s stand-in. Each try is a process of its own that opens
a graph and embeds the same image RUNS=3 times; the least time counts. `difference` is the largest of the 1,024 numbers of a unit vector against the
first row of the same kind. LAYERS=2 tries the way and leaves the README alone.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import onnx
from make import IMAGES, OUT, Graph, images
from onnx import TensorProto, helper, numpy_helper

RUNS = int(os.environ.get("RUNS", "3"))
SIZES = IMAGES | {"layers": int(os.environ.get("LAYERS", str(IMAGES["layers"])))}
MICROSOFT = "com.microsoft"


class Fused(Graph):
    """The same weights, with one step in the place of each attention's eleven."""

    def attention(self, x: str, width: int, heads: int, mask: str | None) -> str:
        start = len(self.nodes)
        result = super().attention(x, width, heads, mask)
        own = self.nodes[start:]
        first, second, third, last = (i for i, node in enumerate(own) if node.op_type == "Reshape")
        inputs = [own[i].input[0] for i in (first, second, third)]
        whole = helper.make_node("MultiHeadAttention", inputs, own[last].output, domain=MICROSOFT, num_heads=heads)
        gone = {first, first + 1, second, second + 1, *range(third, last)}
        self.nodes[start:] = [whole if i == last else node for i, node in enumerate(own) if i not in gone]
        return result


def make_half(file: Path, graph: Graph) -> None:
    images(graph, SIZES)
    value, size = helper.make_tensor_value_info, SIZES["size"]
    proto = helper.make_graph(
        [node for node in graph.nodes if node.output[0] != "image_embeddings"],
        "the image half of jina-clip-v2's shape, random weights",
        [value("pixel_values", TensorProto.FLOAT, ["n", 3, size, size])],
        [value("l2norm_image_embeddings", TensorProto.FLOAT, ["n", OUT])],
        graph.weights,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    save(helper.make_model(proto, opset_imports=opsets, ir_version=8), file)


def save(model: onnx.ModelProto, file: Path) -> None:
    file.with_name(f"{file.name}_data").unlink(missing_ok=True)
    onnx.save(model, str(file), save_as_external_data=True, location=f"{file.name}_data")


def in_blocks(source: Path, file: Path) -> None:
    """Weights of 8 bits in blocks of 32 numbers, each with a scale."""
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    quantizer = MatMulNBitsQuantizer(onnx.load(str(source)), bits=8, block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    save(quantizer.model.model, file)


def in_bfloat16(source: Path, file: Path) -> None:
    """The products of layers and weights in bfloat16, everything else as it is."""
    model = onnx.load(str(source))
    graph = model.graph
    arrays = {tensor.name: tensor for tensor in graph.initializer}
    nodes = []
    for node in graph.node:
        weight = arrays.get(node.input[1]) if node.op_type == "MatMul" else None
        if weight is None:
            nodes.append(node)
            continue
        bits = (numpy_helper.to_array(weight).view(np.uint32) >> 16).astype(np.uint16)
        sizes = list(weight.dims)
        weight.CopyFrom(helper.make_tensor(weight.name, TensorProto.BFLOAT16, sizes, bits.tobytes(), raw=True))
        given, product = f"{node.output[0]}/given", f"{node.output[0]}/product"
        nodes.append(helper.make_node("Cast", [node.input[0]], [given], to=TensorProto.BFLOAT16))
        nodes.append(helper.make_node("MatMul", [given, weight.name], [product]))
        nodes.append(helper.make_node("Cast", [product], node.output, to=TensorProto.FLOAT))
    del graph.node[:]
    graph.node.extend(nodes)
    save(model, file)


def prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "fp32": lambda file: make_half(file, Graph("fp32")),
        "fp32-fused": lambda file: make_half(file, Fused("fp32")),
        "fp32-bfloat16": lambda file: in_bfloat16(folder / "fp32.onnx", file),
        "fp32-blocks": lambda file: in_blocks(folder / "fp32.onnx", file),
        "int8": lambda file: make_half(file, Graph("int8")),
        "int8-fused": lambda file: make_half(file, Fused("int8")),
    }
    for name, make in made.items():
        file = folder / f"{name}.onnx"
        if file.exists():
            continue
        print(f"making {file}", file=sys.stderr, flush=True)
        try:
            make(file)
        except Exception as error:  # of the tools; the others are measured all the same
            file.with_suffix(".txt").write_text(f"can't be made: {error}")


# What is tried: the weights, its name, the graph, attributes of the session's options, entries of its configuration.
PACKING = {"session.disable_prepacking": "1"}
DENORMALS = {"session.set_denormal_as_zero": "1"}
OUTSIDE = {"session.use_device_allocator_for_initializers": "1"}
TRIES: list[tuple[str, str, str, dict[str, object], dict[str, str]]] = [
    ("fp32", "as nestvec opens it", "fp32", {}, {}),
    ("fp32", "memory patterns", "fp32", {"enable_mem_pattern": True}, {}),
    ("fp32", "no arena", "fp32", {"enable_cpu_mem_arena": False}, {}),
    ("fp32", "weights not packed again", "fp32", {}, PACKING),
    ("fp32", "weights not in the arena", "fp32", {}, OUTSIDE),
    ("fp32", "basic optimisation", "fp32", {"graph_optimization_level": "ORT_ENABLE_BASIC"}, {}),
    ("fp32", "the batch fixed at 1", "fp32", {"free_dimension": ("n", 1)}, {}),
    ("fp32", "denormals as zero", "fp32", {}, DENORMALS),
    ("fp32", "fused attention", "fp32-fused", {}, {}),
    ("fp32", "products in bfloat16", "fp32-bfloat16", {}, {}),
    ("fp32", "weights of 8 bits in blocks of 32", "fp32-blocks", {}, {}),
    ("int8", "as nestvec opens it", "int8", {}, {}),
    ("int8", "memory patterns", "int8", {"enable_mem_pattern": True}, {}),
    ("int8", "no arena", "int8", {"enable_cpu_mem_arena": False}, {}),
    ("int8", "weights not packed again", "int8", {}, PACKING),
    ("int8", "basic optimisation", "int8", {"graph_optimization_level": "ORT_ENABLE_BASIC"}, {}),
    ("int8", "the batch fixed at 1", "int8", {"free_dimension": ("n", 1)}, {}),
    ("int8", "denormals as zero", "int8", {}, DENORMALS),
    ("int8", "more precision on x64", "int8", {}, {"session.x64quantprecision": "1"}),
    ("int8", "fused attention", "int8-fused", {}, {}),
]


def run(file: str, attributes: dict[str, object], entries: dict[str, str], output: str) -> dict[str, float]:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_mem_pattern = False
    for name, value in attributes.items():
        if name == "free_dimension":
            options.add_free_dimension_override_by_name(*value)
        elif name == "graph_optimization_level":
            options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, value)
        else:
            setattr(options, name, value)
    for name, value in entries.items():
        options.add_session_config_entry(name, value)
    begin = time.perf_counter()
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    opened = time.perf_counter() - begin
    size = SIZES["size"]
    pixels = np.random.default_rng(6).standard_normal((1, 3, size, size)).astype(np.float32)
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        vector = session.run(None, {"pixel_values": pixels})[0]
        times.append(time.perf_counter() - begin)
    np.save(output, vector)
    return {"opened": opened, "seconds": min(times), "MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def measure(folder: Path) -> list[str]:
    """The lines of the table, each printed as soon as it is known."""
    lines: list[str] = []

    def add(*cells: str) -> None:
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], flush=True)

    add("weights", "try", "open", "an image", "peak memory", "difference")
    add(*["---"] * 6)
    first: dict[str, np.ndarray] = {}
    for weights, name, graph, attributes, entries in TRIES:
        output = folder / "vector.npy"
        unmade = folder / f"{graph}.txt"
        if unmade.exists():
            add(weights, name, unmade.read_text()[:120], "", "", "")
            continue
        job = json.dumps([str(folder / f"{graph}.onnx"), attributes, entries, str(output)])
        done = subprocess.run([sys.executable, __file__, "--job", job], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            why = (done.stderr.strip().splitlines() or ["no reason given"])[-1].rsplit(" : ", 1)[-1]
            add(weights, name, why[:120], "", "", "")
            continue
        found = json.loads(done.stdout)
        vector = np.load(output)
        difference = np.abs(vector - first.setdefault(weights, vector)).max()
        add(weights, name, f"{found['opened']:.1f} s", f"{found['seconds']:.2f} s", f"{found['MiB']:,.0f} MiB", f"{difference:.1e}")
    return lines


def into_readme(lines: list[str]) -> None:
    """Puts the table between its marks, as bench/support/into-readme.ts does with the others."""
    readme = Path(__file__).parents[1] / "README.md"
    begin, end = "<!-- tries -->", "<!-- end of tries -->"
    text = readme.read_text(encoding="utf-8")
    before, after = text[: text.index(begin)], text[text.index(end) :]
    about = f"Least of {RUNS} images, {os.cpu_count()} processors, {date.today()}."
    table = "\n".join(lines)
    readme.write_text(f"{before}{begin}\n\n{about}\n\n{table}\n\n{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--job")
    options = parser.parse_args()
    if options.job is not None:
        print(json.dumps(run(*json.loads(options.job))))
        return
    if options.folder is None:
        parser.error("give a folder")
    prepare(options.folder)
    if not options.prepare:
        lines = measure(options.folder)
        if "LAYERS" not in os.environ:
            into_readme(lines)


if __name__ == "__main__":
    main()
