export {
  type Adapters,
  everyStore,
  type Listings,
  newCollection,
  type TestStore,
} from './every-store.ts';
export { freePort } from './free-port.ts';
export {
  machineName,
  type OwnSettings,
  ownServer,
  realServer,
  type RealServer,
} from './real-server.ts';
export type { ServerName } from './servers.ts';
