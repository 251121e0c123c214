import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fetchImage } from '../server.ts';
import { useView } from './view.ts';

interface RecordImageProps {
  /** Path on the server. */
  readonly path: string;
  readonly alt: string;
  /** Side of its square, in CSS pixels. */
  readonly side: 128 | 256;
  /** Stands in its place where there is no image to show. */
  readonly otherwise?: JSX.Element;
}

/** An image of a record in a square that is there before it is loaded, at the size that the server makes of it. */
export function RecordImage({ path, alt, side, otherwise }: RecordImageProps): JSX.Element {
  const { key } = useView();
  const [url, setUrl] = useState<string>();
  const [missing, setMissing] = useState<string>();
  useEffect(() => {
    if (key === undefined) return undefined;
    const control = new AbortController();
    let made: string | undefined;
    fetchImage(`${path}?size=${side * 2}`, key, control.signal).then(
      (blob) => {
        if (control.signal.aborted) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      },
      () => {
        if (!control.signal.aborted) setMissing(path);
      },
    );
    return () => {
      control.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [path, side, key]);
  if (missing === path && otherwise !== undefined) return otherwise;
  if (key !== undefined && url === undefined)
    return <span class="square" role="img" aria-label={alt} />;
  const sources =
    key === undefined
      ? {
          src: `${path}?size=${side}`,
          srcset: `${path}?size=${side} 1x, ${path}?size=${side * 2} 2x`,
        }
      : { src: url };
  return (
    <img
      class="square"
      {...sources}
      alt={alt}
      width={side}
      height={side}
      loading="lazy"
      decoding="async"
      onError={() => setMissing(path)}
    />
  );
}
