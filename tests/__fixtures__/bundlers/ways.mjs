import { local, localQdrant, remoteLancedb } from './local.mjs';
import { remote } from './remote.mjs';

export const ways = { local, localQdrant, remote, remoteLancedb };
