// How changesets writes an entry, which `.changeset/config.json` names: as its author wrote it.

/** @param {{ summary: string }} changeset */
export async function getReleaseLine({ summary }) {
  return await Promise.resolve(`- ${summary.trim().replaceAll(/\n(?=[^\n])/g, '\n  ')}`);
}

/** That siblings came with it goes without saying, since all have one version. */
export async function getDependencyReleaseLine() {
  return await Promise.resolve('');
}
