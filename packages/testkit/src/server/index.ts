export {
  machineName,
  type OwnSettings,
  ownServer,
  realServer,
  type RealServer,
} from './real-server.ts';
export type { ServerName } from './servers.ts';
