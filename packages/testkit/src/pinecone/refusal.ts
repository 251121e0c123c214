/** Codes of the control plane, and the gRPC codes that the data plane says instead. */
const grpcCodes = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  FORBIDDEN: 7,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

/** A request that is answered with an error. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: keyof typeof grpcCodes;

  constructor(status: number, code: keyof typeof grpcCodes, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The body by which a plane says it. */
  body(plane: 'control' | 'data'): unknown {
    const { status, code, message } = this;
    return plane === 'control'
      ? { status, error: { code, message } }
      : { code: grpcCodes[code], message, details: [] };
  }
}

/** A refusal of a request that is wrong in itself. */
export function badRequest(message: string): Refusal {
  return new Refusal(400, 'INVALID_ARGUMENT', message);
}
