"""Writes __fixtures__/tiny/: a model directory with jina-clip-v2's file names, configs and graph signature, and random weights.

Its vectors mean nothing; it is there to test everything around a model in milliseconds. The tokenizer is XLM-RoBERTa's
chain (nmt_nfkc charsmap, whitespace split, Unigram, `<s> $A </s>`) with a vocabulary of a few hundred pieces.
"""

import io
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import sentencepiece
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_bnb4_quantizer import MatMulBnb4Quantizer
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

HERE = Path(__file__).parent
FOLDER = HERE / "__fixtures__" / "tiny"
ONNX = FOLDER / "onnx"

SIZE, PATCH, CHANNELS = 32, 8, 16
TEXT, HIDDEN, DIMENSIONS = 32, 64, 32
PAD = 1
QUERY_PREFIX = "Represent the query for retrieving evidence documents: "
MEAN = [0.48145466, 0.4578275, 0.40821073]
STD = [0.26862954, 0.26130258, 0.27577711]
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def make_tokenizer() -> Tokenizer:
    sentences = (HERE / "tiny-corpus.txt").read_text(encoding="utf-8").splitlines() + [QUERY_PREFIX] * 20
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences),
        model_writer=model,
        vocab_size=700,
        hard_vocab_limit=False,
        character_coverage=1.0,
        normalization_rule_name="nmt_nfkc",
        num_threads=1,
        minloglevel=2,
    )
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    pieces = [(piece.piece, round(piece.score, 4)) for piece in proto.pieces if piece.type == 1]
    vocabulary = [(special, 0.0) for special in SPECIAL] + pieces
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def make_graph(vocabulary: int) -> onnx.ModelProto:
    random = np.random.default_rng(7)

    def weight(name: str, *shape: int) -> onnx.TensorProto:
        scale = 1 / np.sqrt(np.prod(shape[1:]) if len(shape) == 4 else shape[0] if "table" not in name else 1)
        return numpy_helper.from_array((random.standard_normal(shape) * scale).astype(np.float32), name)

    patches = (SIZE // PATCH) ** 2
    initializers = [
        weight("text.table", vocabulary, TEXT),
        weight("text.up", TEXT, HIDDEN),
        weight("text.down", HIDDEN, DIMENSIONS),
        weight("image.patch", CHANNELS, 3, PATCH, PATCH),
        weight("image.up", CHANNELS * patches, HIDDEN),
        weight("image.down", HIDDEN, DIMENSIONS),
        numpy_helper.from_array(np.array(PAD, dtype=np.int64), "pad"),
        numpy_helper.from_array(np.array([1], dtype=np.int64), "axis_1"),
        numpy_helper.from_array(np.array([2], dtype=np.int64), "axis_2"),
        numpy_helper.from_array(np.array(1e-6, dtype=np.float32), "small"),
    ]
    node = helper.make_node
    nodes = [
        node("Equal", ["input_ids", "pad"], ["is_pad"]),
        node("Not", ["is_pad"], ["is_text"]),
        node("Cast", ["is_text"], ["mask"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask", "axis_2"], ["mask_3"]),
        node("Gather", ["text.table", "input_ids"], ["pieces"]),
        node("Mul", ["pieces", "mask_3"], ["kept"]),
        node("ReduceSum", ["kept", "axis_1"], ["sum"], keepdims=0),
        node("ReduceSum", ["mask", "axis_1"], ["count"], keepdims=1),
        node("Div", ["sum", "count"], ["pooled"]),
        node("MatMul", ["pooled", "text.up"], ["text_wide"]),
        node("Tanh", ["text_wide"], ["text_bent"]),
        node("MatMul", ["text_bent", "text.down"], ["text_embeddings"]),
        node("Conv", ["pixel_values", "image.patch"], ["patches"], kernel_shape=[PATCH, PATCH], strides=[PATCH, PATCH]),
        node("Flatten", ["patches"], ["patches_flat"], axis=1),
        node("MatMul", ["patches_flat", "image.up"], ["image_wide"]),
        node("Tanh", ["image_wide"], ["image_bent"]),
        node("MatMul", ["image_bent", "image.down"], ["image_embeddings"]),
    ]
    for side in ("text", "image"):
        nodes += [
            node("ReduceL2", [f"{side}_embeddings", "axis_1"], [f"{side}_norm"], keepdims=1),
            node("Max", [f"{side}_norm", "small"], [f"{side}_norm_safe"]),
            node("Div", [f"{side}_embeddings", f"{side}_norm_safe"], [f"l2norm_{side}_embeddings"]),
        ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            value("input_ids", TensorProto.INT64, ["text_batch_size", "sequence_length"]),
            value("pixel_values", TensorProto.FLOAT, ["image_batch_size", 3, SIZE, SIZE]),
        ],
        [
            value("text_embeddings", TensorProto.FLOAT, ["text_batch_size", DIMENSIONS]),
            value("image_embeddings", TensorProto.FLOAT, ["image_batch_size", DIMENSIONS]),
            value("l2norm_text_embeddings", TensorProto.FLOAT, ["text_batch_size", DIMENSIONS]),
            value("l2norm_image_embeddings", TensorProto.FLOAT, ["image_batch_size", DIMENSIONS]),
        ],
        initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return model


def copy_of(model: onnx.ModelProto) -> onnx.ModelProto:
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    return copy


def four_bits(model: onnx.ModelProto) -> onnx.ModelProto:
    quantizer = MatMulNBitsQuantizer(copy_of(model), block_size=32, is_symmetric=True)
    quantizer.process()
    return quantizer.model.model


def write_variants(model: onnx.ModelProto) -> None:
    """Each by the tool that makes the real ones, where onnxruntime has it; README.md says which."""
    half = convert_float_to_float16(copy_of(model), keep_io_types=True)
    onnx.save_model(
        copy_of(model),
        str(ONNX / "model.onnx"),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location="model.onnx_data",
        size_threshold=1024,
    )
    onnx.save_model(half, str(ONNX / "model_fp16.onnx"))
    source = FOLDER / "source.onnx"
    onnx.save_model(copy_of(model), str(source))
    for name, kind in (("int8", QuantType.QInt8), ("uint8", QuantType.QUInt8), ("quantized", QuantType.QInt8)):
        # Convolutions are left out: onnxruntime has no kernel for ConvInteger with signed weights. Seven bits of the eight,
        # since older CPUs saturate at eight and would give other vectors than the golden ones.
        quantize_dynamic(
            source, ONNX / f"model_{name}.onnx", weight_type=kind, op_types_to_quantize=["MatMul", "Gather"], reduce_range=True
        )
    source.unlink()
    onnx.save_model(four_bits(model), str(ONNX / "model_q4.onnx"))
    onnx.save_model(four_bits(half), str(ONNX / "model_q4f16.onnx"))
    bnb4 = MatMulBnb4Quantizer(copy_of(model), quant_type=MatMulBnb4Quantizer.NF4, block_size=32)
    bnb4.process()
    onnx.save_model(bnb4.model.model, str(ONNX / "model_bnb4.onnx"))


def write_json(name: str, value: object) -> None:
    (FOLDER / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    ONNX.mkdir(parents=True)
    tokenizer = make_tokenizer()
    content = json.loads(tokenizer.to_str())
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / "tokenizer.json").write_text(text, encoding="utf-8")
    write_json("tokenizer_config.json", {"model_max_length": 8194, "pad_token": "<pad>"})
    write_json(
        "config.json",
        {
            "_name_or_path": "nestvec/tiny",
            "model_type": "jina_clip",
            "projection_dim": DIMENSIONS,
            "matryoshka_dimensions": [8, 16, 32],
            "task_instructions": {"retrieval.query": QUERY_PREFIX},
            "text_config": {"embed_dim": DIMENSIONS},
            "vision_config": {"image_size": SIZE, "patch_size": PATCH},
        },
    )
    write_json(
        "preprocessor_config.json",
        {
            "size": SIZE,
            "resize_mode": "shortest",
            "interpolation": "bicubic",
            "fill_color": 0,
            "mean": MEAN,
            "std": STD,
        },
    )
    write_variants(make_graph(tokenizer.get_vocab_size()))
    for file in sorted(FOLDER.rglob("*")):
        if file.is_file():
            print(f"{file.relative_to(FOLDER)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
