import type Sharp from 'sharp';
import { loadPeer, missingPeer } from '../load-peer.ts';

/** sharp, which reads and writes images. Throws `missing-dependency`. */
export async function loadSharp(): Promise<typeof Sharp> {
  const needs = '^0.34.0 || ^0.35.0';
  return await loadPeer(
    'sharp',
    async () => {
      try {
        return (await import('sharp')).default;
      } catch (error) {
        throw missingPeer('sharp', error);
      }
    },
    { needs, from: import.meta.url },
  );
}
