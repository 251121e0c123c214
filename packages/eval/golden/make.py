"""Writes golden numbers of the metrics as JSON to standard output. Needs pytrec-eval-terrier, scipy, scikit-learn, clip-benchmark and torch."""

import json
import sys

import numpy as np
import pytrec_eval
import scipy
import sklearn
import torch
from clip_benchmark.metrics import zeroshot_classification, zeroshot_retrieval
from scipy import stats
from sklearn import metrics

rng = np.random.default_rng(28)
CUTS = (1, 2, 3, 5, 10)


def random_case(queries: int, documents: int, levels: int) -> dict:
    """Rankings with many ties, graded and negative judgements, queries without results and without anything relevant."""
    names = [f"d{i}" for i in range(documents - 4)] + ["é", "あ", "Z", "-1"]
    run, qrels = {}, {}
    for q in range(queries):
        judged = rng.choice(names, size=int(rng.integers(1, 8)), replace=False)
        grades = rng.choice([0, 1, 1, 2, 3, -1], size=len(judged))
        qrels[f"q{q}"] = {str(d): int(g) for d, g in zip(judged, grades)}
        if q % 9 == 8:
            continue
        found = rng.choice(names, size=int(rng.integers(1, documents)), replace=False)
        run[f"q{q}"] = {str(d): float(rng.integers(levels)) / levels for d in found}
    run["unjudged"] = {"d1": 1.0}
    return {"run": run, "qrels": qrels}


def trec(case: dict) -> dict:
    """What trec_eval gives, by query; a query without results has no entry."""
    wanted = {f"{name}.{','.join(map(str, CUTS))}" for name in ("ndcg_cut", "map_cut", "recall", "P", "success")}
    found = pytrec_eval.RelevanceEvaluator(case["qrels"], wanted | {"recip_rank"}).evaluate(case["run"])
    ours = {"ndcg_cut": "nDCG", "map_cut": "MAP", "recall": "recall", "P": "precision", "success": "hitRate"}
    out = {}
    for query, values in found.items():
        row = {}
        for key, value in values.items():
            stem, _, cut = key.rpartition("_")
            if stem in ours:
                row[f"{ours[stem]}@{cut}"] = value
        row["MRR"] = values["recip_rank"]
        out[query] = row
    return out


def shuffled(case: dict, times: int) -> dict:
    """Means of trec_eval's values where ties are broken by chance: an independent check of the expected values."""
    totals = {}
    for _ in range(times):
        broken = {
            query: dict(zip(hits, np.argsort(np.argsort([s * 1000 + rng.random() for s in hits.values()])).tolist()))
            for query, hits in case["run"].items()
        }
        broken = {query: {d: float(s) for d, s in hits.items()} for query, hits in broken.items()}
        for query, row in trec({**case, "run": broken}).items():
            for key, value in row.items():
                totals.setdefault(query, {}).setdefault(key, []).append(value)
    return {q: {k: float(np.mean(v)) for k, v in row.items()} for q, row in totals.items()}


def clip_recall(scores: np.ndarray, owner: np.ndarray, images: int) -> dict:
    """CLIP_benchmark's recall@k in both directions, by its own functions over given scores."""
    similarity = torch.tensor(scores)
    positive = torch.tensor(owner[:, None] == np.arange(images)[None, :])

    def recall(x: torch.Tensor, y: torch.Tensor, k: int) -> float:
        found = zeroshot_retrieval.batchify(zeroshot_retrieval.recall_at_k, x, y, 16, "cpu", k=k)
        return float((found > 0).double().mean())

    cuts = (1, 5, 10)
    return {
        "image_retrieval": {str(k): recall(similarity, positive, k) for k in cuts},
        "text_retrieval": {str(k): recall(similarity.T, positive.T, k) for k in cuts},
    }


class Prompts:
    """A model whose vectors of texts are given, and the tokenizer that makes a text's number of it."""

    def __init__(self, texts: list, vectors: np.ndarray) -> None:
        self.places = {text: i for i, text in enumerate(texts)}
        self.vectors = torch.tensor(vectors)

    def tokenize(self, texts: list) -> torch.Tensor:
        return torch.tensor([self.places[text] for text in texts])

    def encode_text(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.vectors[tokens]


def prompts_case() -> dict:
    """CLIP_benchmark's vectors of classes out of those of prompts, and its top-k accuracy over images."""
    labels = [f"class {i}" for i in range(7)]
    templates = ["a photo of a {c}.", "a drawing of the {c}.", "{c}"]
    texts = [template.format(c=label) for label in labels for template in templates]
    vectors = rng.normal(size=(len(texts), 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    model = Prompts(texts, vectors)
    classifier = zeroshot_classification.zero_shot_classifier(model, model.tokenize, labels, templates, "cpu", amp=False)
    truth = rng.integers(0, 7, size=60)
    images = rng.normal(size=(60, 16)) * 0.6 + classifier.numpy().T[truth] * 2
    images /= np.linalg.norm(images, axis=1, keepdims=True)
    logits = 100.0 * torch.tensor(images) @ classifier
    top1, top5 = zeroshot_classification.accuracy(logits, torch.tensor(truth), topk=(1, 5))
    return {
        "labels": labels, "templates": templates, "vectors": dict(zip(texts, vectors.tolist())),
        "classes": classifier.numpy().T.tolist(), "images": images.tolist(), "truth": truth.tolist(),
        "top1": top1, "top5": top5,
    }


def clip_case() -> dict:
    images, captions = 40, 5
    owner = np.repeat(np.arange(images), captions)
    scores = rng.normal(size=(images * captions, images)) + 1.2 * (owner[:, None] == np.arange(images))
    return {"owner": owner.tolist(), "scores": scores.tolist(), "recall": clip_recall(scores, owner, images)}


def correlation_case() -> dict:
    first = [5, 4.2, 4.2, 1, 0, 3]
    second = [0.91, 0.80, 0.84, 0.30, 0.35, 0.30]
    long_first = rng.integers(0, 6, size=200).tolist()
    long_second = (np.array(long_first) + rng.normal(size=200)).round(1).tolist()
    pairs = [(first, second), (long_first, long_second)]
    return [
        {
            "first": a,
            "second": b,
            "spearman": float(stats.spearmanr(a, b).statistic),
            "pearson": float(stats.pearsonr(a, b).statistic),
        }
        for a, b in pairs
    ]


def classes_case() -> dict:
    scores = rng.normal(size=(120, 7))
    labels = rng.choice([0, 1, 2, 2, 2, 4, 5, 6], size=120)
    scores[np.arange(120), labels] += 0.8
    several = rng.random((120, 7)) < 0.2
    several[:, 3] = False
    precisions = [metrics.average_precision_score(several[:, c], scores[:, c]) for c in range(7) if c != 3]
    return {
        "scores": scores.tolist(),
        "labels": labels.tolist(),
        "top1": float(metrics.top_k_accuracy_score(labels, scores, k=1, labels=range(7))),
        "top5": float(metrics.top_k_accuracy_score(labels, scores, k=5, labels=range(7))),
        "balanced": float(metrics.balanced_accuracy_score(labels, scores.argmax(axis=1))),
        "several": [np.flatnonzero(row).tolist() for row in several],
        "meanAveragePrecision": float(np.mean(precisions)),
    }


def statistics_case() -> dict:
    first = (rng.random(150) < 0.6).astype(float)
    second = np.where(rng.random(150) < 0.1, rng.random(150) < 0.5, first).astype(float)

    def interval(statistic) -> list:
        found = stats.bootstrap(
            (first, second), statistic, paired=True, vectorized=True, method="percentile",
            n_resamples=100_000, rng=np.random.default_rng(1), batch=2000,
        ).confidence_interval
        return [float(found.low), float(found.high)]

    difference = lambda a, b, axis: b.mean(axis=axis) - a.mean(axis=axis)
    ratio = lambda a, b, axis: b.mean(axis=axis) / a.mean(axis=axis)
    few = {"first": [0.1, 0.5, 0.3, 0.9, 0.4, 0.2, 0.7, 0.6], "second": [0.2, 0.4, 0.6, 1.0, 0.6, 0.3, 0.7, 0.9]}
    total = lambda a, b: np.sum(b - a)
    p_few = stats.permutation_test(
        (few["first"], few["second"]), lambda a, b: np.sum(np.asarray(b) - np.asarray(a)),
        permutation_type="samples", n_resamples=np.inf, alternative="two-sided",
    ).pvalue
    p_many = stats.permutation_test(
        (first, second), total, permutation_type="samples", n_resamples=100_000,
        alternative="two-sided", rng=np.random.default_rng(2),
    ).pvalue
    return {
        "first": first.tolist(), "second": second.tolist(),
        "difference": interval(difference), "ratio": interval(ratio), "p": float(p_many),
        "few": {**few, "p": float(p_few)},
    }


def holm(values: list) -> list:
    order = np.argsort(values, kind="stable")
    raw = np.array(values)[order] * (len(values) - np.arange(len(values)))
    out = np.empty(len(values))
    out[order] = np.minimum(1, np.maximum.accumulate(raw))
    return out.tolist()


def main() -> None:
    fixed = {
        "qrels": {"q1": {"d1": 1, "d2": 1, "d9": 1}, "q2": {"d3": 2, "d4": 1, "d5": 0}, "q3": {"d6": 1}, "q4": {"d7": 1}, "q5": {"d8": 0}},
        "run": {
            "q1": {"d1": 0.9, "d2": 0.5, "d3": 0.5, "d4": 0.5, "d5": 0.1},
            "q2": {"d4": 0.8, "d5": 0.7, "d3": 0.6, "d1": -0.2},
            "q3": {"d5": 0.3, "d6": 0.3, "d7": 0.3},
            "q5": {"d8": 0.2, "d1": 0.1},
            "q6": {"d1": 0.2},
        },
    }
    tied = random_case(12, 30, 5)
    cases = [fixed, random_case(40, 25, 6), random_case(40, 60, 1000)]
    p_values = [0.01, 0.04, 0.03, 0.005, 0.5, 0.03]
    golden = {
        "versions": {
            "pytrec-eval-terrier": "0.5.11", "scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "clip-benchmark": "1.6.2", "torch": torch.__version__.split("+")[0],
            "numpy": np.__version__,
        },
        "trec": [{**case, "values": trec(case)} for case in cases],
        "shuffled": {**tied, "values": shuffled(tied, 1_000)},
        "clip": clip_case(),
        "correlation": correlation_case(),
        "classes": classes_case(),
        "statistics": statistics_case(),
        "prompts": prompts_case(),
        "holm": {"given": p_values, "corrected": holm(p_values)},
    }
    json.dump(golden, sys.stdout, ensure_ascii=False, separators=(",", ":"))


main()
