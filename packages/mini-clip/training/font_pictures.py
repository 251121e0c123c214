"""Draws Noto Emoji, the black and white font, into data/ as collect.mjs does the other styles: to evaluate, never to train."""

import json

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from corpus import DATA, read_concepts
from pictures import SIZE

FONT = DATA.parent / "node_modules" / "@expo-google-fonts" / "noto-emoji" / "400Regular" / "NotoEmoji_400Regular.ttf"
STYLE = "noto-mono"
EM = 3 * SIZE  # drawn larger, then scaled down
EVALUATION_SIZE = 128


def draw(font: ImageFont.FreeTypeFont, character: str) -> Image.Image | None:
    """Black on transparent, or None where the font has no single drawing of it."""
    left, top, right, bottom = font.getbbox(character)
    edge = max(right - left, bottom - top)
    if edge == 0 or font.getlength(character) > 1.5 * font.getlength("\U0001f3bb"):
        return None
    mask = Image.new("L", (edge, edge))
    place = ((edge - right + left) // 2 - left, (edge - bottom + top) // 2 - top)
    ImageDraw.Draw(mask).text(place, character, fill=255, font=font)
    picture = Image.new("RGBA", mask.size)
    picture.putalpha(mask)
    return picture.resize((EVALUATION_SIZE, EVALUATION_SIZE), Image.Resampling.LANCZOS)


def main() -> None:
    font = ImageFont.truetype(FONT, EM, layout_engine=ImageFont.Layout.RAQM)
    missing = draw(font, "\U0010fffd")
    folder = DATA / "evaluation" / STYLE
    folder.mkdir(parents=True, exist_ok=True)
    drawings = {}
    for concept, entry in enumerate(read_concepts()):
        picture = None if entry["category"] == "Flags" else draw(font, entry["character"])
        if picture is None or (missing is not None and picture.tobytes() == missing.tobytes()):
            continue
        picture.save(folder / f"{concept}.png")
        drawings[concept] = np.asarray(picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS))
    np.stack(list(drawings.values())).tofile(DATA / "pictures" / f"{STYLE}.bin")
    (DATA / "pictures" / f"{STYLE}.json").write_text(json.dumps(list(drawings)))
    print(STYLE, len(drawings))


if __name__ == "__main__":
    main()
