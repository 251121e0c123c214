import { invalid, loadPeer, messageOf, missingPeer } from '@nestvec/core/store';
import type Mammoth from 'mammoth';
import { checkZip } from './check-zip.ts';
import { readHtml } from './html/read-html.ts';
import type { PackedDocument } from './parser-messages.ts';

/** Reads a Word document (.docx). Nothing outside of it is opened. */
export async function readDocx(
  bytes: Buffer,
  name: string,
  maxUnpackedBytes: number,
): Promise<PackedDocument> {
  const mammoth = await loadMammoth();
  await checkZip(bytes, name, maxUnpackedBytes);
  const pictures = new Map<string, Uint8Array>();
  const convertImage = mammoth.images.imgElement(async (image) => {
    const src = `#picture-${pictures.size + 1}`;
    pictures.set(src, await image.readAsBuffer());
    return { src };
  });
  try {
    const { value } = await mammoth.convertToHtml({ buffer: bytes }, { convertImage });
    return { ...readHtml(value), pictures };
  } catch (error) {
    throw invalid(name, `is no Word document that can be read (${messageOf(error)})`, error);
  }
}

async function loadMammoth(): Promise<typeof Mammoth> {
  return await loadPeer(
    'mammoth',
    async () => {
      try {
        return (await import('mammoth')).default;
      } catch (error) {
        throw missingPeer('mammoth', error);
      }
    },
    { needs: '^1.11.0', from: import.meta.url },
  );
}
