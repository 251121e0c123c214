export { createMcp, type Mcp, type McpOptions, type McpStdio } from './create-mcp.ts';
export type { McpIndex, McpScope, ReadableIndex } from './scope.ts';
