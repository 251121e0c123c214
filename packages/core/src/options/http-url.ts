import { z } from 'zod';

/**
 * Schema of an http or https URL. The message never holds the value, in which a password may stand; `example` is shown where
 * the value is not a URL.
 */
export function httpUrl(example: string): z.ZodType<URL, string> {
  return z.string('must be a string').transform((text, context) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      context.addIssue(`must be an http or https URL, such as ${example}`);
      return z.NEVER;
    }
    if (url.username === '' && url.password === '') return url;
    context.addIssue('holds a user name or a password; leave them out and pass a key or token');
    return z.NEVER;
  });
}
