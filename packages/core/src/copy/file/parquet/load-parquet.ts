import type * as Assemble from 'hyparquet/src/assemble.js';
import type * as Column from 'hyparquet/src/column.js';
import type * as Convert from 'hyparquet/src/convert.js';
import type * as Metadata from 'hyparquet/src/metadata.js';
import type * as Writer from 'hyparquet-writer';
import { loadPeer, missingPeer } from '../../../load-peer.ts';

/** The parts of hyparquet that read a file page by page; those that read rows hold whole row groups, which may be the file. */
export type ParquetReading = Pick<typeof Column, 'parquetHeader' | 'readPage'> &
  Pick<typeof Assemble, 'assembleNested'> &
  Pick<typeof Convert, 'convert'> &
  Pick<typeof Metadata, 'parquetMetadataAsync' | 'parquetSchema'>;

/** Throws `missing-dependency`. */
export async function loadReading(): Promise<ParquetReading> {
  const load = async (): Promise<ParquetReading> => {
    try {
      const [{ parquetHeader, readPage }, { assembleNested }, { convert }, metadata] =
        await Promise.all([
          import('hyparquet/src/column.js'),
          import('hyparquet/src/assemble.js'),
          import('hyparquet/src/convert.js'),
          import('hyparquet/src/metadata.js'),
        ]);
      const { parquetMetadataAsync, parquetSchema } = metadata;
      return {
        parquetHeader,
        readPage,
        assembleNested,
        convert,
        parquetMetadataAsync,
        parquetSchema,
      };
    } catch (error) {
      throw missingPeer('hyparquet', error);
    }
  };
  return await loadPeer('hyparquet', load, { needs: '^1.31.0', from: import.meta.url });
}

/** Throws `missing-dependency`. */
export async function loadWriting(): Promise<Pick<typeof Writer, 'ByteWriter' | 'ParquetWriter'>> {
  const load = async (): Promise<typeof Writer> => {
    try {
      return await import('hyparquet-writer');
    } catch (error) {
      throw missingPeer('hyparquet-writer', error);
    }
  };
  return await loadPeer('hyparquet-writer', load, { needs: '^0.17.0', from: import.meta.url });
}
