import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkPath } from '../options/check-path.ts';
import { checkIsOptions } from '../options/check-names.ts';
import { apiKey } from '../options/api-key.ts';
import { httpUrl } from '../options/http-url.ts';
import { parseInput } from '../parse-input.ts';
import type { ProxySettings } from '../http/proxy.ts';

/** Where a model comes from and where it is kept. */
export interface HubSettings {
  /** Address of the hub or a mirror of it. Default `https://huggingface.co`. */
  readonly endpoint?: string | undefined;
  /** Access token, sent to the endpoint and nowhere else. */
  readonly token?: string | undefined;
  /** A Hugging Face cache, shared with Python's tools. Default `~/.cache/huggingface/hub`. */
  readonly cacheDirectory?: string | undefined;
  /** Use what is in the cache and ask no hub. Default false. */
  readonly offline?: boolean | undefined;
  /** Default none. */
  readonly proxy?: ProxySettings | undefined;
}

/** The hub's own address. */
export const defaultEndpoint = 'https://huggingface.co';

/**
 * The settings that the environment's variables stand for, by the rules of huggingface_hub: `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_CACHE`,
 * `HF_HOME`, `XDG_CACHE_HOME`, `HF_HUB_OFFLINE` and their older names, and `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` in either case. Reads
 * nothing but its arguments. Throws `invalid-input` where `env` is not an object or `home` not a path.
 *
 *     await pullModel({ model: 'jinaai/jina-clip-v2', ...hubSettingsFrom(process.env) });
 */
export function hubSettingsFrom(
  env: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): HubSettings {
  checkIsOptions(env, 'env');
  checkPath(home, 'home');
  const first = (...names: string[]): string | undefined =>
    names
      .map((name) => valueOf(env, name)?.trim())
      .find((value) => value !== undefined && value !== '');
  const endpoint = first('HF_ENDPOINT');
  const token = first('HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN');
  const cache = first('HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE');
  const hfHome =
    first('HF_HOME') ?? join(first('XDG_CACHE_HOME') ?? join(home, '.cache'), 'huggingface');
  const https = first('https_proxy', 'HTTPS_PROXY');
  const http = first('http_proxy', 'HTTP_PROXY');
  const proxy = { https, http, except: first('no_proxy', 'NO_PROXY') };
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(token === undefined ? {} : { token }),
    cacheDirectory: inHome(cache ?? join(hfHome, 'hub'), home),
    offline: /^(1|on|yes|true)$/i.test(first('HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE') ?? ''),
    ...(https === undefined && http === undefined ? {} : { proxy }),
  };
}

/** The cache to use where none is named. */
export function resolveCacheDirectory(cacheDirectory: string | undefined): string {
  if (cacheDirectory !== undefined) checkPath(cacheDirectory, 'cacheDirectory');
  return resolve(cacheDirectory ?? join(homedir(), '.cache', 'huggingface', 'hub'));
}

/** An endpoint without a slash at its end; throws `invalid-input` for anything but an address. */
export function checkEndpoint(endpoint: string): string {
  const url = parseInput(httpUrl(defaultEndpoint), endpoint, 'endpoint');
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** A token that can stand in a header. The message leaves it out. */
export function checkToken(token: string | undefined): string | undefined {
  return parseInput(apiKey.optional(), token, 'token');
}

function valueOf(env: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = env[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`env.${name}`, `must be a string, got ${describeValue(value)}`);
}

function inHome(path: string, home: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path;
}
