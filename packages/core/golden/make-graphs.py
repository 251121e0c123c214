"""Writes __fixtures__/graphs/: graphs of other models, of the wrong shape and of broken runtimes, a few hundred bytes each.

They have the inputs and outputs of what they stand for and compute next to nothing.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parent / "__fixtures__" / "graphs"
SIZE = DIMENSIONS = 32
I64, F32, F16 = TensorProto.INT64, TensorProto.FLOAT, TensorProto.FLOAT16
node = helper.make_node

IDS = ("input_ids", I64, ["b", "s"])
MASK = ("attention_mask", I64, ["b", "s"])
PIXELS = ("pixel_values", F32, ["n", 3, SIZE, SIZE])


def save(name: str, inputs: list, outputs: list, nodes: list, initializers: list) -> None:
    values = [[helper.make_tensor_value_info(*value) for value in side] for side in (inputs, outputs)]
    graph = helper.make_graph(nodes, name, *values, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save_model(model, str(FOLDER / f"{name}.onnx"))


def constants(name: str, inputs: list, outputs: list, value: float = 0.0) -> None:
    """Outputs of `[batch of the first fitting input, …]`, all of one value."""
    nodes, initializers = [], [numpy_helper.from_array(np.array([0], np.int64), "first")]
    for output, kind, shape in outputs:
        side = "pixel_values" if "image" in output and any(i[0] == "pixel_values" for i in inputs) else inputs[0][0]
        rest = numpy_helper.from_array(np.array([s if isinstance(s, int) else 1 for s in shape[1:]], np.int64), f"{output}.rest")
        initializers.append(rest)
        nodes += [
            node("Shape", [side], [f"{output}.shape"]),
            node("Gather", [f"{output}.shape", "first"], [f"{output}.batch"]),
            node("Concat", [f"{output}.batch", f"{output}.rest"], [f"{output}.whole"], axis=0),
            node("ConstantOfShape", [f"{output}.whole"], [f"{output}.filled"],
                 value=numpy_helper.from_array(np.array([value], np.float32))),
            node("Cast", [f"{output}.filled"], [output], to=kind),
        ]  # fmt: skip
    save(name, inputs, outputs, nodes, initializers)


def ours(dimensions: int = DIMENSIONS) -> list:
    return [
        ("text_embeddings", F32, ["b", dimensions]),
        ("image_embeddings", F32, ["n", dimensions]),
        ("l2norm_text_embeddings", F32, ["b", dimensions]),
        ("l2norm_image_embeddings", F32, ["n", dimensions]),
    ]


def nan_for_some(name: str = "nan-for-some", *, needs_picture: bool = False, entangled: bool = False) -> None:
    """Works, but a text with the token 21 comes out as NaN, and a picture that is black in its top left corner as zeros.

    With `needs_picture` it can't run without one, as exports can't whose shapes have a -1 to be worked out from the batch.
    With `entangled` its texts take the number of pictures as well, so that the halves can't be cut apart.
    """
    random = np.random.default_rng(3)
    table = random.standard_normal((64, DIMENSIONS)).astype(np.float32)
    table[21] = np.nan
    initializers = [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(np.array(64, np.int64), "rows"),
        numpy_helper.from_array(np.array([1], np.int64), "axis"),
        numpy_helper.from_array(np.array([0, 0], np.int64), "starts"),
        numpy_helper.from_array(np.array([1, 1], np.int64), "ends"),
        numpy_helper.from_array(np.array([1, 3], np.int64), "axes"),
        numpy_helper.from_array(np.array([1, 3], np.int64), "squeezed"),
        numpy_helper.from_array(np.array(1e-6, np.float32), "small"),
        numpy_helper.from_array(np.array([0], np.int64), "zero"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
        numpy_helper.from_array(np.array(-1.7, np.float32), "black"),
    ]
    nodes = [
        node("Mod", ["input_ids", "rows"], ["row"]),
        node("Gather", ["table", "row"], ["pieces"]),
        node("ReduceMean", ["pieces", "axis"], ["text_embeddings"], keepdims=0),
        node("Slice", ["pixel_values", "starts", "ends", "axes"], ["column"]),
        node("Squeeze", ["column", "squeezed"], ["rows_of_red"]),
        node("Slice", ["rows_of_red", "zero", "one", "axis"], ["corner"]),
        node("Greater", ["corner", "black"], ["is_lit"]),
        node("Cast", ["is_lit"], ["lit"], to=F32),
        node("Mul", ["rows_of_red", "lit"], ["image_embeddings"]),
    ]
    if needs_picture:
        initializers.append(numpy_helper.from_array(np.array([-1, SIZE], np.int64), "any"))
        nodes[-1].output[0] = "image_flat"
        nodes += [
            node("Shape", ["pixel_values"], ["picture_shape"]),
            node("Slice", ["picture_shape", "zero", "one"], ["batch"]),
            node("Concat", ["batch", "any"], ["batch_any"], axis=0),
            node("Reshape", ["image_flat", "batch_any"], ["image_3d"]),
            node("Squeeze", ["image_3d", "axis"], ["image_embeddings"]),
        ]
    if entangled:
        initializers.append(numpy_helper.from_array(np.array(0, np.float32), "nothing"))
        nodes[2].output[0] = "text_mean"
        nodes += [
            node("Cast", ["batch"], ["pictures"], to=F32),
            node("Mul", ["pictures", "nothing"], ["no_pictures"]),
            node("Add", ["text_mean", "no_pictures"], ["text_embeddings"]),
        ]
    for side in ("text", "image"):
        nodes += [
            node("ReduceL2", [f"{side}_embeddings", "axis"], [f"{side}_norm"], keepdims=1),
            node("Max", [f"{side}_norm", "small"], [f"{side}_safe"]),
            node("Div", [f"{side}_embeddings", f"{side}_safe"], [f"l2norm_{side}_embeddings"]),
        ]
    save(name, [IDS, PIXELS], ours(), nodes, initializers)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    text, image = ("text_embeds", F32, ["b", 768]), ("image_embeds", F32, ["n", 768])
    logits = [("logits_per_image", F32, ["n", 1]), ("logits_per_text", F32, ["b", 1])]
    constants("jina-clip-v1", [IDS, PIXELS], [text, image])
    constants("clip", [IDS, PIXELS, MASK], [*logits, text, image])
    constants("siglip", [IDS, PIXELS], [*logits, text, image])
    constants("text-only", [IDS, MASK], [text])
    constants("image-only", [PIXELS], [image])
    constants("masked", [IDS, MASK, PIXELS], ours())
    constants("768-dimensions", [IDS, PIXELS], ours(768))
    constants("64-pixels", [IDS, ("pixel_values", F32, ["n", 3, 64, 64])], ours())
    constants("half-pixels", [IDS, ("pixel_values", F16, ["n", 3, SIZE, SIZE])], ours())
    constants("int32-ids", [("input_ids", TensorProto.INT32, ["b", "s"]), PIXELS], ours())
    constants("fixed-batch", [("input_ids", I64, [1, "s"]), PIXELS], ours())
    constants("no-l2norm", [IDS, PIXELS], ours()[:2])
    constants("extra-input", [IDS, PIXELS, ("token_type_ids", I64, ["b", "s"])], ours())
    constants("same-vector", [IDS, PIXELS], ours(), float(1 / np.sqrt(DIMENSIONS)))
    constants("long-vector", [IDS, PIXELS], ours(), 0.5)
    constants("nan", [IDS, PIXELS], ours(), float("nan"))
    nan_for_some()
    nan_for_some("needs-picture", needs_picture=True)
    nan_for_some("entangled", needs_picture=True, entangled=True)
    print(sum(file.stat().st_size for file in FOLDER.iterdir()), "bytes in", len(list(FOLDER.iterdir())), "files")


if __name__ == "__main__":
    main()
