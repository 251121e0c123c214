import type { Settings } from './api.ts';

/** Settings as they came; empty for anything but an object. */
export function settingsOf(value: unknown): Settings {
  return typeof value === 'object' && value !== null ? (value as Settings) : {}; // any object has keys
}
