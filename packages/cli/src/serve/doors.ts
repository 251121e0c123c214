/** A door of the server, with what to give a client. */
export interface Door {
  readonly for: string;
  readonly address: string;
  /** A command that works as it stands. */
  readonly curl?: string;
  /** A line of a client's settings or code. */
  readonly client: string;
}

/** Every door that embeds; `model` is the model's own name, `hasKeys` whether a key is to be sent. */
export function doorsOf(url: string, model: string, hasKeys: boolean): readonly Door[] {
  const key = hasKeys ? " -H 'Authorization: Bearer KEY'" : '';
  const withKey = hasKeys ? url.replace('://', '://:KEY@') : url;
  const apiKey = hasKeys ? 'KEY' : 'none';
  const post = (path: string, body: object): string =>
    `curl ${url}${path}${key} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
  return [
    {
      for: 'OpenAI',
      address: `${url}/v1`,
      curl: post('/v1/embeddings', { model, input: ['red shoe'], dimensions: 64 }),
      client: `new OpenAI({ baseURL: '${url}/v1', apiKey: '${apiKey}' })`,
    },
    {
      for: 'Jina',
      address: `${url}/v1/embeddings`,
      curl: post('/v1/embeddings', { model, input: ['red shoe'], task: 'retrieval.query' }),
      client: `jina({ model: '${model}', baseUrl: '${url}/v1', apiKey: '${apiKey}' })`,
    },
    {
      for: 'Weaviate, multi2vec-jinaai',
      address: url,
      client: `"multi2vec-jinaai": { "baseURL": "${url}", "model": "${model}" }`,
    },
    {
      for: 'Weaviate, multi2vec-clip',
      address: withKey,
      curl: post('/vectorize', { texts: ['red shoe'] }),
      client: `CLIP_INFERENCE_API=${withKey}`,
    },
    {
      for: 'Weaviate, text2vec-transformers',
      address: withKey,
      curl: post('/vectors', { text: 'red shoe' }),
      client: `TRANSFORMERS_INFERENCE_API=${withKey}`,
    },
    {
      for: 'Qdrant',
      address: `${url}/qdrant`,
      curl: post('/qdrant', { inputs: [{ data: 'red shoe', data_type: 'text', model }] }),
      client: `QDRANT__INFERENCE__ADDRESS=${url}/qdrant${hasKeys ? ' QDRANT__INFERENCE__TOKEN=KEY' : ''}`,
    },
  ];
}
