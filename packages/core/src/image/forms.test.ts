import { expect, it } from 'vitest';
import type { ImageInput } from '../embedder/content.ts';
import { isNestvecError } from '../errors.ts';
import { checkImageForm, formOfImage, type ImageForm, imageForms } from './forms.ts';
import { cropRule } from './geometry.ts';
import { imageLimitsSchema } from './limits.ts';
import { createImageReader } from './reader.ts';

const forms: readonly (readonly [ImageInput, ImageForm])[] = [
  ['./dog.jpg', 'path'],
  ['/etc/passwd', 'path'],
  ['C:\\dog.jpg', 'path'],
  ['\\\\server\\share\\dog.jpg', 'path'],
  ['file:///etc/passwd', 'path'],
  ['FILE:///etc/passwd', 'path'],
  [new URL('file:///etc/passwd'), 'path'],
  ['ftp://example.com/dog.jpg', 'path'],
  ['blob:https://example.com/1', 'path'],
  [' https://example.com/dog.jpg', 'path'],
  ['https://example.com/dog.jpg', 'url'],
  [new URL('http://example.com/dog.jpg'), 'url'],
  ['data:image/png;base64,AAAA', 'data'],
  ['DATA:image/png;base64,AAAA', 'data'],
  [{ base64: 'data:image/png;base64,AAAA' }, 'data'],
  [{ base64: 'AAAA' }, 'base64'],
  [{ base64: '/etc/passwd' }, 'base64'],
  [Uint8Array.of(1), 'bytes'],
  [new ArrayBuffer(1), 'bytes'],
  [new Blob(['a']), 'bytes'],
  [new Blob(['a']).stream(), 'bytes'],
];

it.each(forms)('knows the form of %s', (input, form) => {
  expect(formOfImage(input)).toBe(form);
  expect(() => checkImageForm(input, [form])).not.toThrow();
  expect(() =>
    checkImageForm(
      input,
      imageForms.filter((one) => one !== form),
    ),
  ).toThrow('not taken here');
});

it('reads no form that is not allowed', async () => {
  const limits = imageLimitsSchema.parse({ allow: ['bytes', 'base64'] });
  const reader = createImageReader(cropRule(8), limits, { worker: false });
  const paths = [
    import.meta.filename,
    import.meta.url,
    new URL(import.meta.url),
    'http://a.example/',
  ];
  for (const path of paths)
    await expect(reader.read(path, undefined)).rejects.toSatisfy(
      (error) =>
        isNestvecError(error, 'image') &&
        error.details.reason === 'unsupported-input' &&
        error.message.includes('not taken here; give bytes or base64'),
    );
  await reader.close();
});
