"""Writes __fixtures__/rows/ and rows.json: for every model beside jina-clip-v2 a directory with the exact signature, random weights
and a vocabulary of its kind, and what the Python chain (tokenizers, Pillow, onnxruntime) makes of texts and pictures by it.

The real vocabularies can't be had here, so each is made of tiny-corpus.txt by the same chain: BERT's WordPiece with its numbers
(jina-clip-v1), SigLIP's Unigram in lower case without punctuation, CLIP's byte-level BPE; tiny's, of XLM-RoBERTa's kind, serves
jina-embeddings-v3.
"""

import base64
import hashlib
import io
import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import sentencepiece
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from pictures import KINDS, pictures, raster

HERE = Path(__file__).parent
OUT = HERE / "__fixtures__" / "rows"
CORPUS = (HERE / "tiny-corpus.txt").read_text(encoding="utf-8").splitlines()
QUERY = "Represent the query for retrieving evidence documents: "
DOCUMENT = "Represent the document for retrieval: "
CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]
I64, F32 = TensorProto.INT64, TensorProto.FLOAT
node = helper.make_node
TEXTS = [
    "red shoe", "Two dogs, running!", "Ein wunderschöner Sonnenuntergang am Strand", "violin",
    "A photograph of a bicycle in front of a house, with a cat on the roof and many more words in a longer text. " * 4,
]  # fmt: skip


def word_piece() -> Tokenizer:
    """bert-base-uncased's chain and the numbers of its special tokens."""
    normalizer, splitter = normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer()
    words = {word for line in CORPUS for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(line))}
    characters = sorted({character for word in words for character in word})
    special = ["[PAD]", *[f"[unused{i}]" for i in range(99)], "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = special + characters + [f"##{one}" for one in characters] + sorted(word for word in words if len(word) > 1)
    tokenizer = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, splitter
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 101), ("[SEP]", 102)]
    )
    return tokenizer


def pieces_of(sentences: list[str], size: int) -> list[tuple[str, float]]:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences), model_writer=model, vocab_size=size, hard_vocab_limit=False,
        character_coverage=1.0, normalization_rule_name="nmt_nfkc", num_threads=1, minloglevel=2,
    )  # fmt: skip
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return [(piece.piece, round(piece.score, 4)) for piece in proto.pieces if piece.type == 1]


def siglip_unigram() -> Tokenizer:
    """T5's chain as SigLIP has it: lower case, no punctuation, `$A </s>`, and padding with the end token."""
    special = ["<pad>", "</s>", "<unk>"]
    pieces = pieces_of([line.lower() for line in CORPUS], 400)
    tokenizer = Tokenizer(models.Unigram([(one, 0.0) for one in special] + pieces, unk_id=2, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Lowercase(), normalizers.Replace(Regex(r"[!-/:-@\[-`{-~]"), ""), normalizers.Strip(), normalizers.NFKC()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer.add_special_tokens(special)
    return tokenizer


def most_common_pairs(words: list[str], count: int) -> list[tuple[str, str]]:
    """Byte pair encoding by hand: the trainer of `tokenizers` numbers equal pairs differently in every run."""
    split = [[*word[:-1], f"{word[-1]}</w>"] for word in words]
    merges = []
    for _ in range(count):
        pairs = Counter(pair for word in split for pair in zip(word, word[1:]))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        split = [merged(word, best) for word in split]
    return merges


def merged(word: list[str], pair: tuple[str, str]) -> list[str]:
    result: list[str] = []
    for piece in word:
        if result and (result[-1], piece) == pair:
            result[-1] += piece
        else:
            result.append(piece)
    return result


def clip_bpe() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    words = Regex(r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(words, "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    lines = [tokenizer.normalizer.normalize_str(line) for line in CORPUS]
    merges = most_common_pairs([word for line in lines for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(line)], 180)
    # CLIP's two special tokens are its last ones; `!` is its first.
    special = ["<|startoftext|>", "<|endoftext|>"]
    pieces = alphabet + [f"{one}</w>" for one in alphabet] + ["".join(pair) for pair in merges] + special
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    tokenizer.model = models.BPE(vocabulary, merges, unk_token=special[1], end_of_word_suffix="</w>", continuing_subword_prefix="")
    tokenizer.add_special_tokens(special)
    begin, end = (tokenizer.token_to_id(token) for token in ("<|startoftext|>", "<|endoftext|>"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|startoftext|> $A <|endoftext|>", special_tokens=[("<|startoftext|>", begin), ("<|endoftext|>", end)]
    )
    return tokenizer


class Writer:
    """Nodes and random weights of a graph."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.nodes: list = []
        self.weights: list = []

    def op(self, kind: str, inputs: list[str], output: str = "", **attributes: object) -> str:
        output = output or f"v{len(self.nodes)}"
        self.nodes.append(node(kind, inputs, [output], **attributes))
        return output

    def constant(self, values: np.ndarray) -> str:
        name = f"c{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def weight(self, *shape: int) -> str:
        return self.constant((self.random.standard_normal(shape) / np.sqrt(shape[-2])).astype(np.float32))

    def model(self, inputs: list, outputs: list) -> onnx.ModelProto:
        values = [[helper.make_tensor_value_info(*value) for value in side] for side in (inputs, outputs)]
        graph = helper.make_graph(self.nodes, "row", *values, self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model)
        return model


def embedded(w: Writer, vocabulary: int, width: int = 24) -> str:
    """Vectors of tokens that know their place, so that padding in another place would show."""
    pieces = w.op("Gather", [w.constant(w.random.standard_normal((vocabulary, width)).astype(np.float32)), "input_ids"])
    ones = w.op("CumSum", [w.op("Add", [w.op("Mul", [pieces, w.constant(np.float32(0))]), w.constant(np.float32(1))]), w.constant(np.int64(1))])
    waves = w.op("Sin", [w.op("Mul", [ones, w.constant(w.random.uniform(0.1, 1.5, width).astype(np.float32))])])
    return w.op("Add", [pieces, waves])


def mean_by_mask(w: Writer, vectors: str, mask: str) -> str:
    axis = w.constant(np.array([1], np.int64))
    kept = w.op("Mul", [vectors, w.op("Unsqueeze", [mask, w.constant(np.array([2], np.int64))])])
    return w.op("Div", [w.op("ReduceSum", [kept, axis], keepdims=0), w.op("ReduceSum", [mask, axis], keepdims=1)])


def text_vector(w: Writer, pooled: str, dimensions: int, output: str) -> str:
    return w.op("MatMul", [w.op("Tanh", [w.op("MatMul", [pooled, w.weight(24, 16)])]), w.weight(16, dimensions)], output)


def image_vector(w: Writer, patch: int, dimensions: int, output: str) -> str:
    """Patches, of which each counts by its place."""
    kernel = w.constant((w.random.standard_normal((6, 3, patch, patch)) / patch).astype(np.float32))
    patches = w.op("Tanh", [w.op("Conv", ["pixel_values", kernel], kernel_shape=[patch, patch], strides=[patch, patch])])
    flat = w.op("Reshape", [patches, w.constant(np.array([0, 6, -1], np.int64))])
    place = w.op("Sin", [w.op("CumSum", [w.op("Add", [w.op("Mul", [flat, w.constant(np.float32(0))]), w.constant(np.float32(1))]), w.constant(np.int64(2))])])
    pooled = w.op("ReduceMean", [w.op("Mul", [flat, place])], axes=[2], keepdims=0)
    return w.op("MatMul", [w.op("Tanh", [w.op("MatMul", [pooled, w.weight(6, 16)])]), w.weight(16, dimensions)], output)


IDS, MASK = ("input_ids", I64, ["batch", "sequence"]), ("attention_mask", I64, ["batch", "sequence"])


def pixels(size: int) -> tuple:
    return ("pixel_values", F32, ["batch", 3, size, size])


def clip_v1_text(w: Writer, vocabulary: int) -> None:
    """The mask is worked out from padding, as jina-clip-implementation's text tower does it."""
    mask = w.op("Cast", [w.op("Not", [w.op("Equal", ["input_ids", w.constant(np.int64(0))])])], to=F32)
    text_vector(w, mean_by_mask(w, embedded(w, vocabulary), mask), 768, "text_embeds")


def v3_text(w: Writer, vocabulary: int) -> None:
    """Five adapters, of which the graph gathers one by `task_id`; a vector a token; and a pooler that is not to be used."""
    vectors = embedded(w, vocabulary)
    adapter = w.op("Gather", [w.constant(w.random.standard_normal((5, 24, 24)).astype(np.float32)), "task_id"], axis=0)
    mask = w.op("Unsqueeze", [w.op("Cast", ["attention_mask"], to=F32), w.constant(np.array([2], np.int64))])
    adapted = w.op("Add", [vectors, w.op("MatMul", [w.op("Mul", [vectors, mask]), adapter])])
    tokens = text_vector(w, adapted, 1024, "text_embeds")
    w.op("Tanh", [w.op("Gather", [tokens, w.constant(np.int64(0))], axis=1)], "13049")


def end_vector(w: Writer, vocabulary: int, dimensions: int, end: int, output: str) -> str:
    """What stands at the first end token, as CLIP pools."""
    is_end = w.op("Cast", [w.op("Equal", ["input_ids", w.constant(np.int64(end))])], to=I64)
    place = w.op("ArgMax", [is_end], axis=1, keepdims=0)
    one_hot = w.op("OneHot", [place, w.op("Gather", [w.op("Shape", ["input_ids"]), w.constant(np.int64(1))]), w.constant(np.array([0, 1], np.float32))])
    # Causal, as CLIP's text tower is: a token knows those before it.
    seen = w.op("CumSum", [embedded(w, vocabulary), w.constant(np.int64(1))])
    chosen = w.op("ReduceSum", [w.op("Mul", [seen, w.op("Unsqueeze", [one_hot, w.constant(np.array([2], np.int64))])]), w.constant(np.array([1], np.int64))], keepdims=0)
    return text_vector(w, chosen, dimensions, output)


def save(folder: Path, name: str, model: onnx.ModelProto) -> None:
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save_model(model, str(folder / "onnx" / name))


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


# Directories that have the tokenizer of another one; tests put them together.
SHARED = {"jina-embeddings-v3": OUT.parent / "tiny", "jina-clip-v1-whole": OUT / "jina-clip-v1"}


def tokenizer_of(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(SHARED.get(folder.name, folder) / "tokenizer.json"))


def write_tokenizer(folder: Path, tokenizer: Tokenizer) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(content, encoding="utf-8")


def make_clip_v1() -> Path:
    folder, tokenizer = OUT / "jina-clip-v1", word_piece()
    write_tokenizer(folder, tokenizer)
    vocabulary = tokenizer.get_vocab_size()
    text, image = Writer(11), Writer(12)
    clip_v1_text(text, vocabulary)
    image_vector(image, 32, 768, "image_embeds")
    save(folder, "text_model.onnx", text.model([IDS], [("text_embeds", F32, ["batch", 768])]))
    save(folder, "vision_model.onnx", image.model([pixels(224)], [("image_embeds", F32, ["batch", 768])]))
    write_json(folder / "config.json", {"_name_or_path": "jinaai/jina-clip-v1", "model_type": "jina_clip", "projection_dim": 768})
    write_json(folder / "tokenizer_config.json", {"model_max_length": 8192})
    write_json(folder / "preprocessor_config.json", {
        "crop_size": 224, "do_center_crop": True, "do_normalize": True, "do_resize": True, "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": CLIP_MEAN, "image_std": CLIP_STD, "resample": 3, "size": 224,
    })  # fmt: skip
    return folder


def make_clip_v1_whole() -> Path:
    """The same in one file, with an attention mask that its mean is taken by."""
    source, folder = OUT / "jina-clip-v1", OUT / "jina-clip-v1-whole"
    folder.mkdir(parents=True)
    for name in ("config.json", "tokenizer_config.json"):
        shutil.copy(source / name, folder / name)
    write_json(folder / "preprocessor_config.json", {
        "size": 224, "resize_mode": "shortest", "interpolation": "bicubic", "fill_color": 0, "mean": CLIP_MEAN, "std": CLIP_STD,
    })  # fmt: skip
    w = Writer(13)
    vocabulary = tokenizer_of(folder).get_vocab_size()
    text_vector(w, mean_by_mask(w, embedded(w, vocabulary), w.op("Cast", ["attention_mask"], to=F32)), 768, "text_embeds")
    image_vector(w, 32, 768, "image_embeds")
    text = [("input_ids", I64, ["texts", "sequence"]), ("attention_mask", I64, ["texts", "sequence"])]
    outputs = [("text_embeds", F32, ["texts", 768]), ("image_embeds", F32, ["batch", 768])]
    save(folder, "model.onnx", w.model([*text, pixels(224)], outputs))
    return folder


def make_v3() -> Path:
    folder = OUT / "jina-embeddings-v3"
    w = Writer(14)
    v3_text(w, tokenizer_of(folder).get_vocab_size())
    outputs = [("text_embeds", F32, ["batch", "sequence", 1024]), ("13049", F32, ["batch", 1024])]
    save(folder, "model.onnx", w.model([IDS, MASK, ("task_id", I64, [])], outputs))
    write_json(folder / "config.json", {
        "_name_or_path": "jinaai/jina-embeddings-v3", "model_type": "xlm-roberta", "hidden_size": 1024,
        "lora_adaptations": ["retrieval.query", "retrieval.passage", "separation", "classification", "text-matching"],
        "task_instructions": {"retrieval.query": QUERY, "retrieval.passage": DOCUMENT},
    })  # fmt: skip
    write_json(folder / "tokenizer_config.json", {"model_max_length": 8194})
    return folder


def token(tokenizer: Tokenizer, text: str) -> dict:
    return {"token": text, "id": tokenizer.token_to_id(text)}


def make_own(name: str, tokenizer: Tokenizer, sides: dict, description: dict) -> Path:
    folder = OUT / name
    write_tokenizer(folder, tokenizer)
    for file, model in sides.items():
        save(folder, file, model)
    write_json(folder / "nestvec.json", description)
    return folder


def make_siglip() -> Path:
    """One file with SigLIP's logits, which take both sides; 64 tokens; a picture is squashed."""
    tokenizer, w = siglip_unigram(), Writer(15)
    pooled = w.op("ReduceMean", [embedded(w, tokenizer.get_vocab_size())], axes=[1], keepdims=0)
    text = text_vector(w, pooled, 96, "text_embeds")
    image = image_vector(w, 32, 96, "image_embeds")
    logits = w.op("MatMul", [text, w.op("Transpose", [image], perm=[1, 0])], "logits_per_text")
    w.op("Transpose", [logits], "logits_per_image", perm=[1, 0])
    model = w.model(
        [("input_ids", I64, ["text_batch", 64]), ("pixel_values", F32, ["image_batch", 3, 224, 224])],
        [("logits_per_image", F32, ["image_batch", "text_batch"]), ("logits_per_text", F32, ["text_batch", "image_batch"]),
         ("text_embeds", F32, ["text_batch", 96]), ("image_embeds", F32, ["image_batch", 96])],
    )  # fmt: skip
    return make_own("siglip", tokenizer, {"model.onnx": model}, {
        "model": "me/siglip", "dimensions": 96, "graphs": "one",
        "text": {
            "inputs": {"ids": "input_ids"}, "output": "text_embeds", "normalized": False, "pooling": "graph",
            "tokens": {"end": token(tokenizer, "</s>"), "pad": token(tokenizer, "</s>")}, "padTo": 64, "maxTokens": 64,
            "prefixes": {"query": "", "document": ""},
        },
        "image": {
            "input": "pixel_values", "output": "image_embeds", "normalized": False, "size": 224, "fit": "squash", "interpolation": "bicubic",
            "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
        },
    })  # fmt: skip


def make_clip() -> Path:
    """A file a side, a mask that a causal tower has no use for, padding with the end token."""
    tokenizer, text, image = clip_bpe(), Writer(16), Writer(17)
    end = tokenizer.token_to_id("<|endoftext|>")
    vector = end_vector(text, tokenizer.get_vocab_size(), 80, end, "")
    count = text.op("ReduceSum", [text.op("Cast", ["attention_mask"], to=F32), text.constant(np.array([1], np.int64))], keepdims=1)
    text.op("Add", [vector, text.op("Div", [count, text.constant(np.float32(50))])], "text_embeds")
    image_vector(image, 32, 80, "image_embeds")
    sides = {
        "text_model.onnx": text.model([IDS, MASK], [("text_embeds", F32, ["batch", 80])]),
        "vision_model.onnx": image.model([pixels(224)], [("image_embeds", F32, ["batch", 80])]),
    }
    return make_own("clip", tokenizer, sides, {
        "model": "me/clip", "dimensions": 80, "graphs": "two",
        "text": {
            "inputs": {"ids": "input_ids", "mask": "attention_mask"}, "output": "text_embeds", "normalized": False, "pooling": "graph",
            "tokens": {"begin": token(tokenizer, "<|startoftext|>"), "end": token(tokenizer, "<|endoftext|>"), "pad": token(tokenizer, "<|endoftext|>")},
            "maxTokens": 77, "prefixes": {"query": "a photo of ", "document": ""},
        },
        "image": {
            "input": "pixel_values", "output": "image_embeds", "normalized": False, "size": 224, "fit": "crop", "interpolation": "bicubic",
            "mean": CLIP_MEAN, "std": CLIP_STD,
        },
    })  # fmt: skip


def make_mobileclip() -> Path:
    """77 tokens, padded with `!`, which is token 0; bilinear; pixels from 0 to 1; a margin is cropped off; unit vectors."""
    tokenizer, text, image = clip_bpe(), Writer(18), Writer(19)
    end = tokenizer.token_to_id("<|endoftext|>")
    for w, side in ((text, "text"), (image, "image")):
        vector = end_vector(w, tokenizer.get_vocab_size(), 64, end, "") if side == "text" else image_vector(w, 32, 64, "")
        w.op("Div", [vector, w.op("ReduceL2", [vector], axes=[1], keepdims=1)], f"{side}_embeds")
    sides = {
        "text_model.onnx": text.model([("input_ids", I64, ["batch", 77])], [("text_embeds", F32, ["batch", 64])]),
        "vision_model.onnx": image.model([pixels(256)], [("image_embeds", F32, ["batch", 64])]),
    }
    return make_own("mobileclip", tokenizer, sides, {
        "model": "me/mobileclip", "dimensions": 64, "graphs": "two",
        "text": {
            "inputs": {"ids": "input_ids"}, "output": "text_embeds", "normalized": True, "pooling": "graph",
            "tokens": {"begin": token(tokenizer, "<|startoftext|>"), "end": token(tokenizer, "<|endoftext|>"), "pad": {"token": "!", "id": tokenizer.token_to_id("!")}},
            "padTo": 77, "maxTokens": 77, "prefixes": {"query": "", "document": ""},
        },
        "image": {
            "input": "pixel_values", "output": "image_embeds", "normalized": True, "size": 256, "fit": "crop", "edge": 272, "interpolation": "bilinear",
            "mean": [0, 0, 0], "std": [1, 1, 1],
        },
    })  # fmt: skip


def opened(path: Path) -> Image.Image:
    image = Image.open(path)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, (255, 255, 255, 255)), image)
    return image.convert("RGB")


def square(image: Image.Image, size: int, edge: int, fit: str, kernel: str) -> Image.Image:
    """Pillow's resize, and torchvision's Resize and CenterCrop for `crop`."""
    resample = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}[kernel]
    if fit == "squash":
        return image.resize((size, size), resample)
    width, height = image.size
    long = int(edge * max(width, height) / min(width, height))
    new = (edge, long) if width <= height else (long, edge)
    image = image.resize(new, resample) if new != image.size else image
    left, top = int(round((new[0] - size) / 2.0)), int(round((new[1] - size) / 2.0))
    return image.crop((left, top, left + size, top + size))


def encoded(values: np.ndarray) -> str:
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


class Chain:
    """The reference chain on one of the directories."""

    def __init__(self, folder: Path, spec: dict) -> None:
        self.folder, self.spec = folder, spec
        self.tokenizer = tokenizer_of(folder)
        self.tokenizer.enable_truncation(spec["maxTokens"])
        self.sessions = {side: self.session(side) for side in ("text", "image")}

    def session(self, side: str) -> onnxruntime.InferenceSession:
        halves = {"text": "text_model.onnx", "image": "vision_model.onnx"}
        file = self.folder / "onnx" / halves[side]
        return onnxruntime.InferenceSession(str(file if file.exists() else file.with_name("model.onnx")), providers=["CPUExecutionProvider"])

    def run(self, side: str, output: str, feeds: dict) -> np.ndarray:
        session = self.sessions[side]
        taken = {}
        for value in session.get_inputs():
            if value.name in feeds:
                taken[value.name] = feeds[value.name]
            elif value.name == "pixel_values":
                taken[value.name] = np.zeros((1, *value.shape[1:]), np.float32)
            else:
                taken[value.name] = np.ones((1, value.shape[1] if isinstance(value.shape[1], int) else 3), np.int64)
        return session.run([output], taken)[0]

    def text(self, text: str, task: str) -> np.ndarray:
        spec = self.spec
        ids = self.tokenizer.encode(spec["prefixes"][task] + text).ids
        length = spec.get("padTo", len(ids))
        feeds = {
            "input_ids": np.array([ids + [spec["pad"]] * (length - len(ids))], np.int64),
            "attention_mask": np.array([[1] * len(ids) + [0] * (length - len(ids))], np.int64),
            "task_id": np.array({"query": 0, "document": 1}[task], np.int64),
        }
        vector = self.run("text", "text_embeds", feeds)
        vector = vector[:, : len(ids)].mean(axis=1, dtype=np.float64) if vector.ndim == 3 else vector
        return (vector / np.linalg.norm(vector, axis=1, keepdims=True))[0]

    def pixels(self, path: Path) -> np.ndarray:
        size, edge, fit, kernel, mean, std = self.spec["pixels"]
        image = np.asarray(square(opened(path), size, edge, fit, kernel)).astype(np.float32) / np.float32(255)
        return ((image - np.array(mean, np.float32)) / np.array(std, np.float32)).transpose(2, 0, 1)

    def image(self, path: Path) -> np.ndarray:
        vector = self.run("image", "image_embeds", {"pixel_values": self.pixels(path)[None]})
        return (vector / np.linalg.norm(vector, axis=1, keepdims=True))[0]


def spec_of(folder: Path) -> dict:
    clip = (224, 224, "crop", "bicubic", CLIP_MEAN, CLIP_STD)
    plain = {"query": "", "document": ""}
    if folder.name.startswith("jina-clip-v1"):
        return {"maxTokens": 512, "pad": 0, "prefixes": plain, "pixels": clip}
    if folder.name == "jina-embeddings-v3":
        return {"maxTokens": 8192, "pad": 1, "prefixes": {"query": QUERY, "document": DOCUMENT}}
    own = json.loads((folder / "nestvec.json").read_text())
    text, image = own["text"], own["image"]
    pixels_of = (image["size"], image.get("edge", image["size"]), image["fit"], image["interpolation"], image["mean"], image["std"])
    spec = {"maxTokens": text["maxTokens"], "pad": text["tokens"]["pad"]["id"], "prefixes": text["prefixes"], "pixels": pixels_of}
    return {**spec, "padTo": text["padTo"]} if "padTo" in text else spec


def golden(folder: Path) -> list[dict]:
    chain = Chain(folder, spec_of(folder))
    cases = [
        {"row": folder.name, "text": text, "task": task, "vector": encoded(chain.text(text, task))}
        for text in TEXTS for task in ("document", "query")
    ]  # fmt: skip
    files = pictures() if "pixels" in chain.spec else []
    return cases + [
        {"row": folder.name, "picture": file, "vector": encoded(chain.image(HERE / "__fixtures__" / "pictures" / file))} for file in files
    ]  # fmt: skip


SIZES = [(1, 1), (3, 5), (31, 33), (64, 64), (97, 61), (40, 130), (200, 200), (640, 33), (333, 222), (700, 1001)]
RULES = [(32, 32, "squash", "bicubic"), (64, 64, "squash", "bilinear"), (64, 64, "crop", "bilinear"), (64, 73, "crop", "bicubic"), (64, 72, "crop", "bilinear")]


def squares() -> list[list]:
    """Squares by every rule that nestvec.json can name."""
    cases = []
    for width, height in SIZES:
        for size, edge, fit, kernel in RULES:
            for kind in KINDS:
                image = square(Image.fromarray(raster(width, height, kind)), size, edge, fit, kernel)
                cases.append([width, height, size, edge, fit, kernel, kind, hashlib.sha256(np.asarray(image).tobytes()).hexdigest()])
    return cases


def write_lines(name: str, cases: list) -> None:
    lines = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in cases)
    (OUT.parent / name).write_text('{"cases":[\n' + lines + "\n]}\n")


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    makers = (make_clip_v1, make_clip_v1_whole, make_v3, make_siglip, make_clip, make_mobileclip)
    cases = [case for make in makers for case in golden(make())]
    write_lines("rows.json", cases)
    write_lines("squares.json", squares())
    print(len(cases), "cases;", sum(file.stat().st_size for file in OUT.rglob("*") if file.is_file()), "bytes")


if __name__ == "__main__":
    main()
