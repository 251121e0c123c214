import { plainWords } from './plain-words.ts';
import { sayWhy } from './say-why.ts';

const plugin: { meta: { name: string }; rules: Record<string, unknown> } = {
  meta: { name: 'nestvec' },
  rules: { 'plain-words': plainWords, 'say-why': sayWhy },
};

export default plugin;
