import type { Admitted } from '../guard/admit-key.ts';
import type { Route } from './route.ts';

/** What is remembered of a request while it is answered. */
export interface Env {
  Variables: {
    requestId: string;
    route?: Route;
    admitted?: Admitted;
    items?: number;
    tokens?: number;
    /** Code of the problem that it was answered with. */
    code?: string;
  };
}
