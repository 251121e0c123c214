import type { VectorIndex } from '@nestvec/core';
import type { Door } from './doors.ts';

/** A collection as it is served. */
export interface ServedIndex {
  readonly name: string;
  readonly index: VectorIndex;
  /** An image of it that can be shown, as a path of the server. */
  readonly image?: string | undefined;
  /** A declared field whose values those who read the addresses may count. */
  readonly counted?: string | undefined;
}

/** The doors to collections. */
export function indexDoors(
  url: string,
  served: readonly ServedIndex[],
  { needsKey, hasPage }: { readonly needsKey: boolean; readonly hasPage: boolean },
): readonly Door[] {
  const key = needsKey ? " -H 'Authorization: Bearer KEY'" : '';
  const json = "headers: { 'content-type': 'application/json' }";
  const post = (path: string, body: object): Pick<Door, 'curl' | 'client'> => {
    const text = JSON.stringify(body);
    return {
      curl: `curl ${url}${path}${key} -H 'Content-Type: application/json' -d '${text}'`,
      client: `await fetch('${url}${path}', { method: 'POST', ${json}, body: JSON.stringify(${text}) })`,
    };
  };
  const page = { for: 'a page to search with', address: `${url}/`, client: `open ${url}/` };
  const ofIndexes = served.flatMap(({ name, image, counted }): Door[] => {
    const path = `/v1/indexes/${name}`;
    const search = `${path}/search`;
    const fields = counted === undefined ? undefined : { [counted]: { kind: 'values' } };
    return [
      {
        for: `${name}, search`,
        address: url + search,
        ...post(search, { query: 'red shoe', limit: 3 }),
      },
      ...(fields === undefined
        ? []
        : [
            {
              for: `${name}, facets`,
              address: `${url}${path}/facets`,
              ...post(`${path}/facets`, { fields }),
            },
          ]),
      ...(image === undefined
        ? []
        : [
            {
              for: `${name}, images`,
              address: `${url}/image/${name}/ID`,
              curl: `curl -s${key} '${url}${image}?size=256' -o /dev/null -w '%{content_type}\\n'`,
              client: `<img src="${url}${image}?size=256">`,
            },
          ]),
    ];
  });
  const [first] = served;
  const doors = [...(hasPage && first !== undefined ? [page] : []), ...ofIndexes];
  if (first !== undefined) doors.push(agentDoor(url, first.name, key));
  const image = served.find((one) => one.image !== undefined)?.image;
  if (image === undefined) return doors;
  return [
    ...doors,
    {
      for: 'images to search with',
      address: `${url}/v1/uploads`,
      curl: `curl -s${key} '${url}${image}' | curl -s${key} -F 'image=@-;filename=image.webp' ${url}/v1/uploads`,
      client: `search with { "query": { "image": { "upload": "ID" } } }`,
    },
  ];
}

/** The door for agents: what a host's command line takes, and a call of a tool as it goes over the wire. */
function agentDoor(url: string, index: string, key: string): Door {
  const call = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'search', arguments: { index, query: 'red shoe', limit: 3 } },
  };
  const accept = " -H 'Accept: application/json, text/event-stream'";
  return {
    for: 'agents, MCP',
    address: `${url}/mcp`,
    curl: `curl ${url}/mcp${key} -H 'Content-Type: application/json'${accept} -d '${JSON.stringify(call)}'`,
    client: `claude mcp add --transport http nestvec ${url}/mcp${key.replace(' -H', ' --header')}`,
  };
}
