#!/usr/bin/env bash
# Data, tokenizer, training (continued where it stopped), export, catalogue and evaluation.
# About two hours on two cores. `rm -r checkpoints` starts anew; a new tokenizer needs that too.
set -euo pipefail
cd "$(dirname "$0")"

python="${PYTHON:-python3}"
if [ ! -d data/environment ]; then
  "$python" -m venv data/environment
  data/environment/bin/pip install --quiet --requirement requirements.txt
fi
python=data/environment/bin/python

npm install --ignore-scripts --no-audit --no-fund
node collect.mjs
if [ ! -f data/pictures/noto-mono.json ]; then "$python" font_pictures.py; fi
if [ ! -f checkpoints/texts.pt ]; then "$python" tokenizer.py; fi
"$python" train_pictures.py
"$python" train_texts.py
"$python" export.py
"$python" check_graph.py
"$python" evaluate.py | tee data/evaluation.md
"$python" compare_int8.py
"$python" speed.py
node catalogue.mjs
"$python" check_catalogue.py
