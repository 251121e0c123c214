const nobody = 65_534;

/** Runs with the rights of a user who owns nothing: permissions do not bind root. */
export async function asNobody<Result>(run: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return await run();
  process.seteuid?.(nobody);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}
