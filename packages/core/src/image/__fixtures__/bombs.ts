import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const width = 20_000;
const height = 15_000;

/** Files of a few kilobytes that would be hundreds of megapixels, by name. */
export async function bombs(): Promise<Readonly<Record<string, Uint8Array>>> {
  const small = sharp({ create: { width: 16, height: 16, channels: 3, background: '#777' } });
  const [jpeg, gif, webp, tiff] = await Promise.all([
    small.clone().jpeg().toBuffer(),
    small.clone().gif().toBuffer(),
    small.clone().webp({ lossless: true }).toBuffer(),
    small.clone().tiff({ compression: 'none' }).toBuffer(),
  ]);
  return {
    png: png(),
    jpeg: enlargeJpeg(jpeg),
    gif: enlargeGif(gif),
    webp: enlargeWebp(webp),
    tiff: enlargeTiff(tiff),
    // Drawn as high as the model needs, so only its proportions count.
    svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="9"/>'),
  };
}

/** One bit a pixel, whole and valid: 37 MB of zeros that deflate to 36 kB. */
function png(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const data = deflateSync(Buffer.alloc(height * (1 + width / 8)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

function enlargeJpeg(bytes: Buffer): Buffer {
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

function enlargeGif(bytes: Buffer): Buffer {
  const descriptor = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 16, 0, 16, 0]));
  for (const at of [6, descriptor + 5]) {
    bytes.writeUInt16LE(width, at);
    bytes.writeUInt16LE(height, at + 2);
  }
  return bytes;
}

/** The largest that the format has, 16,383 x 16,383: 14 bits each, less one, after the signature byte 0x2f. */
function enlargeWebp(bytes: Buffer): Buffer {
  const at = bytes.indexOf('VP8L') + 9;
  bytes.writeUInt32LE(((16_382 | (16_382 << 14)) | (bytes.readUInt32LE(at) & 0xf0000000)) >>> 0, at);
  return bytes;
}

/** Tags 256 and 257 of the directory, which sharp writes as 32-bit or 16-bit numbers. */
function enlargeTiff(bytes: Buffer): Buffer {
  const directory = bytes.readUInt32LE(4);
  for (let entry = 0; entry < bytes.readUInt16LE(directory); entry++) {
    const at = directory + 2 + entry * 12;
    const tag = bytes.readUInt16LE(at);
    if (tag === 256 || tag === 257) bytes.writeUInt16LE(tag === 256 ? width : height, at + 8);
  }
  return bytes;
}
