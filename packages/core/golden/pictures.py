"""Rasters by formula, the same numbers here and in src/image/__fixtures__/raster.ts, and pictures for the end-to-end test."""

import numpy as np
from PIL import Image

# width, height, size of the square
CASES = [
    # Enlarged, from one pixel up.
    (1, 1, 32), (2, 2, 32), (3, 5, 32), (7, 4, 32), (16, 16, 32), (31, 31, 32), (31, 33, 32), (63, 64, 64), (50, 37, 64), (20, 64, 64),
    # The same length on one axis or both.
    (32, 32, 32), (64, 64, 64), (32, 47, 32), (90, 64, 64), (512, 512, 512),
    # Shrunk.
    (33, 33, 32), (65, 64, 64), (64, 65, 64), (100, 75, 64), (101, 77, 64), (127, 129, 64), (200, 200, 64), (255, 511, 64), (333, 222, 32), (640, 480, 64),
    (641, 479, 64), (1000, 999, 64), (1280, 720, 64), (408, 612, 512), (1024, 768, 512), (2000, 1333, 512), (777, 1001, 224), (1600, 1200, 512),
    # Extreme proportions; odd and even rests beside the crop.
    (1, 500, 32), (500, 1, 32), (3, 700, 32), (1500, 20, 64), (64, 2000, 64), (65, 98, 64), (65, 99, 64), (99, 65, 64), (67, 100, 64), (640, 33, 32), (4000, 60, 64),
]  # fmt: skip
KINDS = ("noise", "smooth", "edges")


def raster(width: int, height: int, kind: str) -> np.ndarray:
    """`[height, width, 3]` bytes. All sums and products are taken modulo 2^32."""
    y, x, channel = np.meshgrid(
        np.arange(height, dtype=np.uint32), np.arange(width, dtype=np.uint32), np.arange(3, dtype=np.uint32), indexing="ij"
    )
    if kind == "smooth":
        value = (x * np.uint32(3) + y * np.uint32(5) + channel * np.uint32(40)) // np.uint32(4)
        value = np.where((value >> np.uint32(8)) & np.uint32(1), np.uint32(255) - (value & np.uint32(255)), value & np.uint32(255))
    elif kind == "edges":
        value = (((x // np.uint32(9)) + (y // np.uint32(7)) * np.uint32(3) + channel) % np.uint32(5) == 0) * np.uint32(255)
    else:
        value = x * np.uint32(374761393) + y * np.uint32(668265263) + channel * np.uint32(2246822519)
        value = (value ^ (value >> np.uint32(13))) * np.uint32(1274126177)
        value = (value >> np.uint32(16)) & np.uint32(255)
    return value.astype(np.uint8)


def fit(image: Image.Image, size: int) -> Image.Image:
    """torchvision's Resize(size, bicubic) and CenterCrop(size), as jina-clip-v2's own preprocessing has them."""
    width, height = image.size
    short, long = min(width, height), max(width, height)
    new_long = int(size * long / short)
    new = (size, new_long) if width <= height else (new_long, size)
    image = image.resize(new, Image.Resampling.BICUBIC) if new != image.size else image
    left, top = int(round((new[0] - size) / 2.0)), int(round((new[1] - size) / 2.0))
    return image.crop((left, top, left + size, top + size))


def pictures() -> dict[str, Image.Image]:
    """Small pictures of several kinds; the names are file names."""
    alpha = raster(60, 45, "smooth")
    grey = raster(51, 40, "edges")[:, :, 0]
    return {
        "landscape.png": Image.fromarray(raster(97, 61, "edges")),
        "portrait.png": Image.fromarray(raster(40, 130, "smooth")),
        "alpha.png": Image.fromarray(np.dstack([raster(60, 45, "edges"), alpha[:, :, 0]]), "RGBA"),
        "grey.png": Image.fromarray(grey, "L"),
        "palette.png": Image.fromarray(raster(64, 64, "smooth")).quantize(32),
        "large.jpg": Image.fromarray(raster(300, 200, "smooth")),
    }
