/** What goes wrong with one request. */
export type Fault =
  /** The request reaches the server late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection breaks; the server never saw the request. */
  | { readonly kind: 'cut-before' }
  /** The connection breaks when the server has acted; its answer is lost. */
  | { readonly kind: 'cut-after' }
  /** The connection breaks in the middle of the server's answer. */
  | { readonly kind: 'cut-within' }
  /** Another answer than the server's; `acted` says whether the server got the request all the same. */
  | ({ readonly kind: 'answer'; readonly acted: boolean } & Answer)
  /** The server gets the request twice, and its first answer is passed on. */
  | { readonly kind: 'duplicate' };

/** An HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

/** A request on its way to the server. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
}

/** Which requests a fault befalls. */
export interface FaultRule {
  readonly fault: Fault;
  /** Default: any request. */
  readonly when?: ((request: ProxiedRequest) => boolean) | undefined;
  /** How many such requests pass before it begins. Default 0. */
  readonly skip?: number | undefined;
  /** How many it befalls. Default 1. */
  readonly times?: number | undefined;
}
