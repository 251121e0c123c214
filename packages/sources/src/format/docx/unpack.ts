import { invalid, loadPeer, messageOf, missingPeer } from '@nestvec/core/kit';
import type * as Yauzl from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';

/**
 * Unpacks an archive and keeps the files that are wanted, by their names. Throws where the whole gives more than `maxBytes`, whatever its
 * own index says: a few kilobytes can unpack to gigabytes.
 */
export async function unpack(
  bytes: Buffer,
  name: string,
  maxBytes: number,
  isWanted: (file: string) => boolean,
): Promise<ReadonlyMap<string, Buffer>> {
  const { fromBuffer } = await loadYauzl();
  const files = new Map<string, Buffer>();
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
        const keeps = isWanted(entry.fileName);
        unpackEntry(zip, entry, maxBytes - total, keeps).then(({ size, pieces }) => {
          total += size;
          if (keeps) files.set(entry.fileName, Buffer.concat(pieces));
          zip.readEntry();
        }, reject);
      });
      zip.readEntry();
    });
  } catch (error) {
    if (error instanceof TooLarge) {
      throw invalid(name, `unpacks to more than ${maxBytes} bytes (maxUnpackedBytes)`);
    }
    throw invalid(name, `is not an archive that can be read (${messageOf(error)})`, error);
  }
  return files;
}

interface Unpacked {
  readonly size: number;
  readonly pieces: readonly Buffer[];
}

async function unpackEntry(
  zip: ZipFile,
  entry: Entry,
  room: number,
  keeps: boolean,
): Promise<Unpacked> {
  if (entry.uncompressedSize > room) throw new TooLarge();
  return await new Promise<Unpacked>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(error);
        return;
      }
      let size = 0;
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => {
        size += piece.length;
        if (keeps) pieces.push(piece);
        if (size <= room) return;
        stream.destroy();
        reject(new TooLarge());
      });
      stream.on('error', reject);
      stream.on('end', () => resolve({ size, pieces }));
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
