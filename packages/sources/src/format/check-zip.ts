import { invalid, loadPeer, messageOf, missingPeer } from '@nestvec/core/store';
import type * as Yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';

/**
 * Unpacks an archive once without keeping anything, and throws where that gives more than `maxBytes`, whatever its own index
 * says: a few kilobytes can unpack to gigabytes, and what reads it next would keep them all.
 */
export async function checkZip(bytes: Buffer, name: string, maxBytes: number): Promise<void> {
  const { fromBuffer } = await loadYauzl();
  try {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      fromBuffer(bytes, { lazyEntries: true }, (error, opened) => {
        if (error === null) resolve(opened);
        else reject(error);
      });
    });
    await new Promise<void>((resolve, reject) => {
      let total = 0;
      zip.on('error', reject);
      zip.on('end', resolve);
      zip.on('entry', (entry: Entry) => {
        unpackedBytes(zip, entry, maxBytes - total).then((size) => {
          total += size;
          zip.readEntry();
        }, reject);
      });
      zip.readEntry();
    });
  } catch (error) {
    if (error instanceof TooLarge) {
      throw invalid(name, `unpacks to more than ${maxBytes} bytes (maxUnpackedBytes)`);
    }
    throw invalid(name, `is no archive that can be read (${messageOf(error)})`, error);
  }
}

async function unpackedBytes(zip: ZipFile, entry: Entry, room: number): Promise<number> {
  if (entry.uncompressedSize > room) throw new TooLarge();
  return await new Promise<number>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      let size = 0;
      stream.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size <= room) return;
        stream.destroy();
        reject(new TooLarge());
      });
      stream.on('error', reject);
      stream.on('end', () => resolve(size));
    });
  });
}

class TooLarge extends Error {}

async function loadYauzl(): Promise<typeof Yauzl> {
  return await loadPeer(
    'yauzl',
    async () => {
      try {
        return await import('yauzl');
      } catch (error) {
        throw missingPeer('yauzl', error);
      }
    },
    { needs: '^3.2.0', from: import.meta.url },
  );
}
