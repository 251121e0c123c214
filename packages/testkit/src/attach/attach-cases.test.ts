import { foreignMemory } from '../__fixtures__/foreign-memory.ts';
import { attachCases } from './attach-cases.ts';

attachCases({ name: 'memory', ...foreignMemory() });
