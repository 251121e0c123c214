import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { screens } from '../__fixtures__/screens.ts';
import { type Description } from '../__fixtures__/test-server.ts';
import { ignored, problemOf, refused } from './parameters.ts';

type Reasons = readonly (readonly [why: string, names: readonly string[]])[];

/** Rows of the table of parameters in the README of the client, by what stands in their second column. */
async function tableRows(status: string): Promise<Reasons> {
  const readme = await readFile(new URL('../../../web/README.md', import.meta.url), 'utf8');
  const [, table = ''] = readme.split(/\n\| Parameter [^\n]*\n/);
  return table
    .slice(0, table.indexOf('\n\n'))
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, , one]) => one === status)
    .map(([, names = '', , why = '']) => [
      why,
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    ]);
}

it('stands in the README as it is', async () => {
  expect(await tableRows('taken, not used')).toEqual(Object.entries(ignored));
  expect(await tableRows('refused')).toEqual(Object.entries(refused));
});

it('is served by all names that the README says, and no others', async () => {
  const { ask } = await screens();
  const { components } = (await ask('/openapi.json')).json as Description & {
    readonly components: { readonly schemas: Record<string, { readonly properties: object }> };
  };
  const served = (await tableRows('served')).flatMap(([, names]) => names);
  expect(served.toSorted()).toEqual(
    Object.keys(components.schemas['ScreenParams']?.properties ?? {}).toSorted(),
  );
});

it('names each parameter once', () => {
  const all = [...Object.values(ignored).flat(), ...Object.values(refused).flat()];
  expect(new Set(all).size).toBe(all.length);
});

it('refuses what it does not serve by its name, unless it says nothing', async () => {
  const { screen } = await screens();
  const paramOf = async (params: object) => {
    const { status, param, problem } = await screen([{ indexName: 'shop', params } as never]);
    return [status, param, problem.replace(/^.*?(?=is not)/, '')];
  };
  for (const [instead, names] of Object.entries(refused))
    for (const name of names) {
      expect(await paramOf({ [name]: 'x' })).toEqual([
        400,
        `requests.0.params.${name}`,
        `is not served here; ${instead}`,
      ]);
      for (const nothing of [null, '', false, []]) expect(problemOf(name, nothing)).toBeUndefined();
    }
  const unused = Object.fromEntries(
    Object.values(ignored)
      .flat()
      .map((name) => [name, 'x']),
  );
  expect((await paramOf(unused))[0]).toBe(200);
  expect((await paramOf({ qeury: 'x' }))[1]).toBe('requests.0.params.qeury');
});
