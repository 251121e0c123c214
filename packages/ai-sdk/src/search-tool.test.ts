import * as sdk from 'ai';
import { searchCases } from './__fixtures__/search-cases.ts';
import { searchTool } from './search-tool.ts';

searchCases(sdk, searchTool);
