import { sayWhy } from './say-why.ts';

const plugin: { meta: { name: string }; rules: Record<string, unknown> } = {
  meta: { name: 'nestvec' },
  rules: { 'say-why': sayWhy },
};

export default plugin;
