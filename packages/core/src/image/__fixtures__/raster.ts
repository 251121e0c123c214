import type { Raster } from '../decode.ts';

/** What golden/pictures.py calls a raster, the same numbers: `noise`, `smooth` or `edges`. */
export function raster(width: number, height: number, kind: string): Raster {
  const data = new Uint8Array(width * height * 3);
  let i = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) data[i++] = valueAt(x, y, channel, kind);
    }
  }
  return { data, width, height };
}

function valueAt(x: number, y: number, channel: number, kind: string): number {
  if (kind === 'smooth') {
    const value = Math.floor((x * 3 + y * 5 + channel * 40) / 4);
    return (value >> 8) & 1 ? 255 - (value & 255) : value & 255;
  }
  if (kind === 'edges') {
    return (Math.floor(x / 9) + Math.floor(y / 7) * 3 + channel) % 5 === 0 ? 255 : 0;
  }
  const mixed = Math.imul(x, 374761393) + Math.imul(y, 668265263) + Math.imul(channel, 2246822519);
  const value = Math.imul(mixed ^ ((mixed >>> 0) >>> 13), 1274126177);
  return (value >>> 16) & 255;
}
