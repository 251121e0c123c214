"""Writes model/onnx/model_fp16.onnx and the JSON files beside it, with jina-clip-v2's names and graph signature."""

import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from languages import QUERY_PREFIX
from pictures import MEAN, SIZE, STANDARD_DEVIATION
from tokenizer import BEGIN, END, MODEL_FOLDER, TOKENIZER_FILE
from towers import DIMENSIONS, PictureTower, TextTower
from run import CHECKPOINTS
from space import PREFIXES

OPSET = 17
LONGEST_TEXT = 512
REVISION = "2"
SMALLEST_HALVED = 64  # values; smaller tensors are shapes and biases, where halving saves nothing


class Graph(nn.Module):
    """Both towers side by side, plain and normalised."""

    def __init__(self, texts: TextTower, pictures: PictureTower) -> None:
        super().__init__()
        self.texts, self.pictures = texts, pictures

    def forward(self, input_ids: Tensor, pixel_values: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        text, picture = self.texts(input_ids), self.pictures(pixel_values)
        return text, picture, F.normalize(text, dim=1), F.normalize(picture, dim=1)


def load_tower(tower: nn.Module, name: str) -> None:
    """Fills it with the averaged weights of checkpoints/NAME.pt."""
    state = torch.load(CHECKPOINTS / f"{name}.pt")
    own = {key.removeprefix(f"{name}."): value for key, value in state["average"].items() if key.startswith(f"{name}.")}
    tower.load_state_dict(own)
    print(f"{name}: after {state['step']} steps, {state['seconds']:.0f} s")


def load_graph() -> Graph:
    texts, pictures = TextTower(Tokenizer.from_file(str(TOKENIZER_FILE)).get_vocab_size()), PictureTower()
    load_tower(texts, "texts")
    load_tower(pictures, "pictures")
    return Graph(texts, pictures).eval()


def trace(model: Graph, file: Path) -> None:
    text, picture = {0: "text_batch", 1: "sequence"}, {0: "image_batch"}
    example = (torch.tensor([[BEGIN, 10, END], [BEGIN, 11, END]]), torch.zeros(3, 3, SIZE, SIZE))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            example,
            str(file),
            input_names=["input_ids", "pixel_values"],
            output_names=["text_embeddings", "image_embeddings", "l2norm_text_embeddings", "l2norm_image_embeddings"],
            dynamic_axes={
                "input_ids": text,
                "pixel_values": picture,
                "text_embeddings": {0: "text_batch"},
                "image_embeddings": picture,
                "l2norm_text_embeddings": {0: "text_batch"},
                "l2norm_image_embeddings": picture,
            },
            opset_version=OPSET,
            dynamo=False,
        )


def halve_weights(model: onnx.ModelProto) -> None:
    """Keeps weights as float16 and computes in float32: a cast follows each, or the lookup in the table of pieces.

    onnxruntime folds the casts of weights when it loads the file, so they cost nothing later; of the table it casts
    the rows looked up.
    """
    graph = model.graph
    casts = []
    for initializer in graph.initializer:
        values = numpy_helper.to_array(initializer)
        if values.dtype != np.float32 or values.size < SMALLEST_HALVED:
            continue
        name = initializer.name
        initializer.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name))
        lookup = next((node for node in graph.node if node.op_type == "Gather" and node.input[0] == name), None)
        if lookup is not None:
            wide, lookup.output[0] = lookup.output[0], f"{lookup.output[0]}_half"
            position = list(graph.node).index(lookup) + 1
            graph.node.insert(position, helper.make_node("Cast", [lookup.output[0]], [wide], to=TensorProto.FLOAT))
            continue
        casts.append(helper.make_node("Cast", [name], [f"{name}_wide"], to=TensorProto.FLOAT))
        for node in graph.node:
            for index, used in enumerate(node.input):
                if used == name:
                    node.input[index] = f"{name}_wide"
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    del graph.value_info[:]


def write_json(name: str, content: dict) -> None:
    (MODEL_FOLDER / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_configuration(model: Graph) -> None:
    write_json(
        "config.json",
        {
            "_name_or_path": "nestvec/mini-clip",
            "revision": REVISION,
            "model_type": "jina_clip",
            "add_projections": False,
            "projection_dim": DIMENSIONS,
            "matryoshka_dimensions": list(PREFIXES),
            "truncate_dim": None,
            "task_instructions": {"retrieval.query": QUERY_PREFIX},
            "text_config": {
                "embed_dim": DIMENSIONS,
                "vocab_size": model.texts.pieces.num_embeddings,
                "pooler_type": "weighted_bag",
                "default_instruction_task": None,
            },
            "vision_config": {"embed_dim": DIMENSIONS, "image_size": SIZE},
            "torch_dtype": "float16",
        },
    )
    write_json(
        "preprocessor_config.json",
        {
            "size": SIZE,
            "resize_mode": "shortest",
            "interpolation": "bicubic",
            "fill_color": 0,
            "mean": list(MEAN),
            "std": list(STANDARD_DEVIATION),
        },
    )
    write_json(
        "tokenizer_config.json",
        {
            "tokenizer_class": "XLMRobertaTokenizer",
            "model_max_length": LONGEST_TEXT,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "pad_token": "<pad>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "clean_up_tokenization_spaces": True,
        },
    )


def export() -> Path:
    file = MODEL_FOLDER / "onnx" / "model_fp16.onnx"
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".tmp")
    model = load_graph()
    trace(model, unfinished)
    graph = onnx.load(unfinished)
    halve_weights(graph)
    graph.producer_name, graph.producer_version = "nestvec/mini-clip", REVISION
    onnx.checker.check_model(graph)
    onnx.save(graph, unfinished)
    write_configuration(model)
    unfinished.replace(file)
    return file


if __name__ == "__main__":
    written = export()
    print(f"{written}: {written.stat().st_size} bytes")
