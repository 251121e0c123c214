import process from 'node:process';
import type * as ort from 'onnxruntime-node';
import { loadPeer, missingPeer } from '../load-peer.ts';

/** Loads onnxruntime-node with its telemetry off. */
export async function loadRuntime(): Promise<typeof ort> {
  disableTelemetry();
  const needs = '^1.22.0';
  return await loadPeer(
    'onnxruntime-node',
    async () => {
      try {
        return await import('onnxruntime-node');
      } catch (error) {
        throw missingPeer('onnxruntime-node', error);
      }
    },
    // Its script downloads files for NVIDIA cards, and fails where that server is not reached.
    { needs, from: import.meta.url, withoutScript: true },
  );
}

/**
 * Since 1.30 the runtime keeps a database under the user's cache folder and reports to its maker unless this variable is set
 * before it is loaded. A variable that the user has set stays as it is. What a thread sets for itself the runtime does not see, so
 * this is called before one is started.
 */
export function disableTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1'; // there is no other switch
}
