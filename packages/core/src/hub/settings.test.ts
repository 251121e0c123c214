import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { setup } from './__fixtures__/setup.ts';
import { hubSettingsFrom } from './settings.ts';

const home = join('/', 'home', 'someone');

describe('settings from the environment', () => {
  it('are a cache in the home directory and nothing else where no variable is set', () => {
    expect(hubSettingsFrom({}, home)).toEqual({
      cacheDirectory: join(home, '.cache', 'huggingface', 'hub'),
      offline: false,
    });
  });

  it.each([
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    [{ XDG_CACHE_HOME: '/x', HF_HOME: '/h' }, '/h/hub'],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' }, '/old'],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/c' }, '/c'],
    [{ HF_HOME: '~/models' }, '/home/someone/models/hub'],
    [{ HF_HUB_CACHE: '' }, '/home/someone/.cache/huggingface/hub'],
  ])('take the cache of %j', (env, cacheDirectory) => {
    expect(hubSettingsFrom(env, home).cacheDirectory).toBe(join(cacheDirectory));
  });

  it('take the token by its new name, without the line break of a file it was read from', () => {
    const env = { HF_TOKEN: 'hf_new\n', HUGGING_FACE_HUB_TOKEN: 'hf_old' };
    expect(hubSettingsFrom(env, home).token).toBe('hf_new');
    expect(hubSettingsFrom({ HUGGING_FACE_HUB_TOKEN: 'hf_old' }, home).token).toBe('hf_old');
  });

  it('take the endpoint', () => {
    const env = { HF_ENDPOINT: 'https://mirror.example' };
    expect(hubSettingsFrom(env, home).endpoint).toBe('https://mirror.example');
  });

  it.each([
    ['1', true],
    ['yes', true],
    ['ON', true],
    ['True', true],
    ['0', false],
    ['', false],
    ['false', false],
  ])('read HF_HUB_OFFLINE=%j as %j', (value, offline) => {
    expect(hubSettingsFrom({ HF_HUB_OFFLINE: value }, home).offline).toBe(offline);
  });

  it('take proxies in either case, and the hosts that need none', () => {
    const env = { https_proxy: 'http://a:1', HTTP_PROXY: 'http://b:2', NO_PROXY: 'localhost' };
    expect(hubSettingsFrom(env, home).proxy).toEqual({
      https: 'http://a:1',
      http: 'http://b:2',
      except: 'localhost',
    });
    expect(hubSettingsFrom({ NO_PROXY: 'localhost' }, home).proxy).toBeUndefined();
  });
});

describe('an option', () => {
  it.each([
    ['model', { model: 'no spaces allowed' }],
    ['model', { model: '../../etc' }],
    ['model', { model: 'a/b/c' }],
    ['model', { model: 'models--a--b' }],
    ['revision', { revision: '../main' }],
    ['revision', { revision: 'a//b' }],
    ['revision', { revision: '' }],
    ['endpoint', { endpoint: 'huggingface.co' }],
    ['endpoint', { endpoint: 'ftp://huggingface.co' }],
    ['endpoint', { endpoint: 'https://user:pass@mirror.example' }],
    ['token', { token: 'hf_with\nline-break' }],
    ['proxy.https', { proxy: { https: 'socks5://user:pass@proxy' } }],
    ['concurrency', { concurrency: 0 }],
    ['idleTimeoutMs', { idleTimeoutMs: 1.5 }],
  ])('%s is refused by name in %j, and no secret is repeated', async (field, options) => {
    const { pull, asked } = await setup();
    const error: unknown = await pull(options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'invalid-input', details: { field } });
    expect(String(error)).not.toMatch(/pass@|hf_with|user:pass/);
    expect(asked()).toEqual([]);
  });

  it('weights is refused with those that there are', async () => {
    const { pull } = await setup();
    // What an untyped caller may pass.
    const weights = 'q8' as 'q4';
    await expect(pull({ weights })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('int8, quantized, uint8, q4, bnb4, fp32, fp16, q4f16'),
    });
  });
});
