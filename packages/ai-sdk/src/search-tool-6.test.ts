import * as sdk from 'ai-6';
import { vi } from 'vitest';
import { searchCases } from './__fixtures__/search-cases.ts';
import { searchTool } from './search-tool.ts';

// What an app with AI SDK 6 has under this name.
vi.mock('ai', async () => await import('ai-6'));

searchCases({ generateText: sdk.generateText, isStepCount: sdk.stepCountIs } as never, searchTool);
