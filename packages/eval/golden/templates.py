"""Writes the sets of prompts of CLIP_benchmark's wheel, and its licence, into a folder: templates.py clip_benchmark-1.6.2-*.whl packages/eval/templates."""

import json
import pathlib
import sys
import zipfile

wheel, folder = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
LANGUAGES = {"en": "en", "ar": "ar", "cn": "zh", "it": "it", "jp": "ja"}


def read(name: str) -> dict:
    return json.loads(wheel.read(f"clip_benchmark/datasets/{name}.json"))


sets = {code: read(f"{own}_zeroshot_classification_templates") for own, code in LANGUAGES.items()}
del sets["en"]["dummy"]
translated = {
    code.lower(): {"nllb": [" ".join(prompt.replace("{}", "{c}").split()) for prompt in prompts]}
    for code, prompts in sorted(read("nllb_dist13b_prompts").items())
}
for code, own in translated.items():
    sets[code] = {**sets.get(code, {}), **own}
(folder / "clip-benchmark.json").write_text(json.dumps(sets, ensure_ascii=False, indent=1) + "\n")
(folder / "LICENSE-clip-benchmark.txt").write_bytes(wheel.read("clip_benchmark-1.6.2.dist-info/LICENSE"))
