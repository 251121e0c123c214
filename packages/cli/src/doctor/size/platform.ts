/** A machine, as far as binaries are made for one. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Of Linux only. */
  readonly libc: 'gnu' | 'musl' | undefined;
}

/** The machine that this runs on. */
export function thisMachine(): Machine {
  const { platform, arch } = process;
  const libc = platform !== 'linux' ? undefined : hasGlibc() ? 'gnu' : 'musl';
  return { platform, arch, libc };
}

function hasGlibc(): boolean {
  // Node's types call the report an object; a C library other than glibc leaves this field out.
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime !== undefined;
}

const platforms = new Set(['aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'win32']);
const archs = new Set([
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
  'x64',
]);
const binary = /\.(?:node|so|dll|dylib|lib|exe)(?:\.[\d.]+)?$/;

/**
 * Whether a binary is there for another machine: its folders, or the parts of its name, name a platform as Node does, as in
 * `bin/napi-v6/darwin/arm64/x.dylib` and `tokenizers.linux-x64-musl.node`. What names none is for all. `path` has `/` between folders.
 */
export function isForeign(path: string, here: Machine): boolean {
  if (!binary.test(path)) return false;
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  const at = folders.findLastIndex((folder) => platforms.has(folder));
  if (at !== -1) return !fits(folders.slice(at, at + 2), here);
  const words = file.split(/[._-]/);
  const from = words.findIndex((word) => platforms.has(word));
  return from !== -1 && !fits(words.slice(from), here);
}

function fits([platform, ...words]: readonly string[], here: Machine): boolean {
  const arch = words.find((word) => archs.has(word));
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'gnu' : undefined;
  return (
    platform === here.platform &&
    (arch === undefined || arch === here.arch) &&
    (libc === undefined || libc === here.libc)
  );
}
