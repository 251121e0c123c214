"""The exact search in numpy: python numpy_search.py FOLDER WIDTH COUNT SIZE,SIZE,... Prints JSON.

FOLDER holds documents.f32 and queries.f32, rows of single precision one after the other. For each size, the vectors' beginnings are made unit
vectors again and multiplied, and the best COUNT of each query are sorted. Done with all queries at once and with 250 at a time; the faster of
the two is what counts. The places of the best go into found-SIZE.i32.
"""
import json
import sys
import time

import numpy as np

folder, width, count, sizes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), [int(size) for size in sys.argv[4].split(",")]
documents = np.fromfile(f"{folder}/documents.f32", dtype=np.float32).reshape(-1, width)
queries = np.fromfile(f"{folder}/queries.f32", dtype=np.float32).reshape(-1, width)


def search(size, at_once):
    own = documents[:, :size]
    own = own / np.linalg.norm(own, axis=1, keepdims=True)
    found = []
    for start in range(0, len(queries), at_once):
        scores = queries[start : start + at_once, :size] @ own.T
        best = np.argpartition(scores, -count, axis=1)[:, -count:]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        found.append(np.take_along_axis(best, order, axis=1))
    return np.concatenate(found)


seconds = {}
for at_once in (len(queries), 250):
    begin = time.perf_counter()
    found = [search(size, at_once) for size in sizes]
    seconds[at_once] = time.perf_counter() - begin
for size, places in zip(sizes, found):
    places.astype(np.int32).tofile(f"{folder}/found-{size}.i32")
print(json.dumps({"version": np.__version__, "seconds": min(seconds.values())}))
