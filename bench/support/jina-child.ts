import { createServer } from 'node:http';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';

// A stand-in for Jina's API in a process of its own, so that its work is not counted: every content gets the same embedding after
// a fixed latency. Answers are made once for each number of inputs.

const latencyMs = Number(process.argv[2]);
const dimensions = Number(process.argv[3]);
const vector = Float32Array.from({ length: dimensions }, (_, i) => Math.sin(i));
const norm = Math.hypot(...vector);
const unit = vector.map((value) => value / norm);
const encoded = {
  float: [...unit],
  base64: Buffer.from(unit.buffer).toString('base64'),
};
const answers = new Map<string, Buffer>();

function answerTo(encoding: 'float' | 'base64', inputs: number): Buffer {
  const name = `${encoding} ${inputs}`;
  const known = answers.get(name);
  if (known !== undefined) return known;
  const data = Array.from({ length: inputs }, (_, index) => ({
    object: 'embedding',
    index,
    embedding: encoded[encoding],
  }));
  const usage = { total_tokens: inputs * 8, prompt_tokens: inputs * 8 };
  const made = Buffer.from(JSON.stringify({ model: 'jina-clip-v2', object: 'list', usage, data }));
  answers.set(name, made);
  return made;
}

const server = createServer((incoming, outgoing) => {
  void buffer(incoming).then((body) => {
    const { embedding_type, input } = JSON.parse(body.toString()) as {
      embedding_type: 'float' | 'base64';
      input: unknown[];
    };
    const answer = answerTo(embedding_type, input.length);
    setTimeout(() => {
      outgoing.writeHead(200, {
        'content-type': 'application/json',
        'content-length': answer.length,
      });
      outgoing.end(answer);
    }, latencyMs);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' ? address?.port : undefined);
});
