export { createServer, type Server } from './create-server.ts';
export type { McpGrant, McpGrants, McpTools } from './doors/mcp.ts';
export { hashKey } from './guard/keys.ts';
export type { ListenOptions, Listening } from './listen.ts';
export type { LogEntry } from './log.ts';
export type {
  Access,
  KeyRate,
  PublicIndex,
  ServerKey,
  ServerLimitOptions,
  ServerLimits,
  ServerOptions,
} from './options.ts';
export type { PageFile, PageFiles } from './page/page-files.ts';
export type { PageSettings } from './page/page-settings.ts';
