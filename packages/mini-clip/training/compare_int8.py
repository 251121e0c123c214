"""What int8 weights would cost: quantises the exported model and prints R@1 / R@5 / R@10 beside float16's."""

import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from embedder import Embedder
from evaluate import STYLES, Evaluation
from ranking import print_head, print_row
from tokenizer import MODEL_FOLDER


def round_to_int8(model: onnx.ModelProto) -> None:
    """Weights as int8 with a scale for each row would reproduce them: what is measured is the rounding, not a kernel."""
    for initializer in model.graph.initializer:
        values = numpy_helper.to_array(initializer)
        if values.dtype != np.float16 or values.ndim < 2:
            continue
        rows = values.astype(np.float32).reshape(len(values), -1)
        scale = np.maximum(np.abs(rows).max(1, keepdims=True) / 127, 1e-8)
        rounded = (np.round(rows / scale) * scale).reshape(values.shape).astype(np.float16)
        initializer.CopyFrom(numpy_helper.from_array(rounded, initializer.name))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(MODEL_FOLDER, folder, dirs_exist_ok=True)
        file = Path(folder) / "onnx" / "model_fp16.onnx"
        model = onnx.load(file)
        round_to_int8(model)
        onnx.save(model, file)
        models = {"float16": Evaluation(Embedder(MODEL_FOLDER), ["en"]), "int8, a scale a row": Evaluation(Embedder(Path(folder)), ["en"])}
    print_head("weights", *STYLES.values())
    for title, evaluation in models.items():
        print_row([title, *evaluation.among_pictures(evaluation.spoken["en"])])


if __name__ == "__main__":
    main()
