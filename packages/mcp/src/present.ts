import { randomBytes } from 'node:crypto';
import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/server';
import type { Json, JsonObject, Modality, VectorRecord } from '@nestvec/core';
import { type ImageFiles, isImageName, notice } from '@nestvec/core/kit';
import { z } from 'zod';
import { isShown, type McpScope, type OpenIndex, shownMetadata } from './scope.ts';

/** Most thumbnails of one answer. */
export const mostThumbnails = 4;

/** A record, or as much of one as a search gives. */
export interface FoundRecord extends Pick<VectorRecord, 'id' | 'metadata' | 'text' | 'uri'> {
  readonly score?: number | undefined;
  readonly modality?: Modality | undefined;
  /** More of it that is shown. */
  readonly more?: Readonly<Record<string, Json>>;
}

/** How a record stands in structured content. */
export const recordSchema: z.ZodType<JsonObject> = z.looseObject({
  id: z.string(),
  score: z.number().optional().describe('Cosine similarity, from -1 to 1'),
  modality: z.enum(['text', 'image']).optional().describe('What of the record was found'),
  text: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  uri: z.string().optional().describe('Where it comes from'),
  image: z.string().optional().describe('URI of the image'),
}) as z.ZodType<JsonObject>; // all of it is JSON

/** How answers are made. */
export interface Presenting {
  readonly files: ImageFiles;
  readonly uris: boolean;
  readonly imageUrl: McpScope['imageUrl'];
  readonly signal: AbortSignal | undefined;
}

/** Records as an answer: structured, as text between marks that no record can forge, images as links, and thumbnails where asked for. */
export async function presentRecords(
  index: OpenIndex,
  records: readonly FoundRecord[],
  thumbnails: number,
  presenting: Presenting,
): Promise<{ readonly shown: readonly JsonObject[]; readonly content: readonly ContentBlock[] }> {
  const { files, uris, signal } = presenting;
  const mark = `record-${randomBytes(6).toString('hex')}`;
  const shown: JsonObject[] = [];
  const links: ContentBlock[] = [];
  const images: ContentBlock[] = [];
  let text = notice;
  for (const record of records) {
    const { id, score, modality, uri, more } = record;
    const file = await files.fileOf(uri);
    const image = imageLink(index.name, record, file, presenting);
    const one: JsonObject = {
      id,
      ...(score === undefined ? {} : { score }),
      ...(modality === undefined ? {} : { modality }),
      ...(isShown(index, '$text') && record.text !== undefined ? { text: record.text } : {}),
      metadata: shownMetadata(index, record.metadata),
      ...(uris && uri !== undefined ? { uri } : {}),
      ...(image === undefined ? {} : { image }),
      ...more,
    };
    shown.push(one);
    text += `\n<${mark}>\n${JSON.stringify(one)}\n</${mark}>`;
    if (image === undefined) continue;
    links.push({ type: 'resource_link', uri: image, name: id, mimeType: mimeTypeOf(uri) });
    if (file === undefined || images.length >= thumbnails) continue;
    const small = await files.thumbnail(file, signal);
    if (small === undefined) continue;
    images.push({
      type: 'image',
      data: small.toString('base64'),
      mimeType: 'image/jpeg',
      _meta: { 'nestvec/id': id },
    });
  }
  return { shown, content: [{ type: 'text', text }, ...links, ...images] };
}

/** An answer without records. */
export function presentFacts(facts: JsonObject): CallToolResult {
  return { structuredContent: facts, content: [{ type: 'text', text: JSON.stringify(facts) }] };
}

/** URI of the resource of a record. */
function resourceUri(index: string, id: string): string {
  return `nestvec://${index}/${encodeURIComponent(id)}`;
}

/** Where an image can be had: from this server, or at its own address where addresses are shown. */
function imageLink(
  index: string,
  { id, uri, modality }: FoundRecord,
  file: string | undefined,
  { uris, imageUrl }: Presenting,
): string | undefined {
  const isImage = modality === 'image' || isImageName(uri);
  if (!isImage) return undefined;
  if (imageUrl !== undefined) return imageUrl(index, id, uri);
  if (file !== undefined) return resourceUri(index, id);
  return uris && uri !== undefined && /^https?:/i.test(uri) ? uri : undefined;
}

/** Media type by the name of a file, as far as hosts show it. */
export function mimeTypeOf(name: string | undefined): string {
  const [, ending = ''] = /\.(\w+)(?:[?#].*)?$/.exec(name ?? '') ?? [];
  const kind = ending.toLowerCase();
  if (kind === 'svg') return 'image/svg+xml';
  return `image/${kind === 'jpg' || kind === '' ? 'jpeg' : kind === 'tif' ? 'tiff' : kind}`;
}
