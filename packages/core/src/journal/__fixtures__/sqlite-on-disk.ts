import init, { type Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import type { SqlDatabase, SqlRow } from '../sql.ts';
import { type Disk, NoRoom } from './disk.ts';

/**
 * SQLite's own code, of the version that Node has in it, over a disk in memory: a file system of SQLite (VFS) that passes on every
 * write and sync, as its one for Unix does.
 */
export interface SqliteOnDisk {
  open(path: string): SqlDatabase;
  /** Disks are mounted one at a time; a file that is open stays on the one that it was opened on. */
  mount(disk: Disk): void;
}

let instances = 0;

/** Loads SQLite and its file system. */
export async function sqliteOnDisk(): Promise<SqliteOnDisk> {
  const sqlite3: Sqlite3Static = await init();
  // It prints every failed statement on the console; here they fail on purpose.
  Object.assign(Reflect.get(sqlite3, 'config') as object, { error: () => {}, warn: () => {} });
  const name = `disk-${instances++}`;
  let disk: Disk | undefined;
  install(sqlite3, name, () => {
    if (disk === undefined) throw new Error('no disk is mounted');
    return disk;
  });
  return {
    mount(given) {
      disk = given;
    },
    open(path) {
      return adapt(sqlite3, new sqlite3.oo1.DB(path, 'c', name));
    },
  };
}

/** A result code. */
type Code = ReturnType<InstanceType<Sqlite3Static['capi']['sqlite3_io_methods']>['xClose']>;

/** C's 64-bit numbers come as BigInt, though the types say number. */
function wide(value: number | bigint): number {
  return Number(value);
}

interface OpenFile {
  readonly disk: Disk;
  readonly path: string;
  /** Whether the next sync also syncs the entry in its directory, as the one for Unix does for a new log. */
  isNewLog: boolean;
}

function install(sqlite3: Sqlite3Static, name: string, disk: () => Disk): void {
  const { capi, wasm, vfs } = sqlite3;
  const open = new Map<number, OpenFile>();
  const io = new capi.sqlite3_io_methods();
  const system = new capi.sqlite3_vfs();
  const standard = new capi.sqlite3_vfs(capi.sqlite3_vfs_find(null));
  const fileAt = (pointer: number): OpenFile => {
    const file = open.get(pointer);
    if (file === undefined) throw new Error('the file is not open');
    return file;
  };
  const contentOf = (pointer: number): Uint8Array => {
    const { disk, path } = fileAt(pointer);
    return disk.read(path);
  };
  const guarded = (call: () => number, otherwise: number): Code => {
    try {
      return call() as Code; // one of SQLite's
    } catch (error) {
      return (error instanceof NoRoom ? capi.SQLITE_FULL : otherwise) as Code; // one of SQLite's
    }
  };
  // Fields of C's structures; the types leave most of them out.
  Object.assign(io, { $iVersion: 1 });
  Object.assign(system, {
    $iVersion: 2,
    $szOsFile: new capi.sqlite3_file().structInfo.sizeof,
    $mxPathname: 512,
    $xRandomness: Reflect.get(standard, '$xRandomness'),
    $xSleep: Reflect.get(standard, '$xSleep'),
  });
  vfs.installVfs({
    io: {
      struct: io,
      methods: {
        xClose(pointer) {
          open.delete(pointer);
          return 0;
        },
        xRead: (pointer, target, length, offset) =>
          guarded(() => {
            const part = contentOf(pointer)
              .subarray(wide(offset), wide(offset) + length);
            const heap = wasm.heap8u();
            heap.fill(0, target, target + length);
            heap.set(part, target);
            return part.length < length ? capi.SQLITE_IOERR_SHORT_READ : 0;
          }, capi.SQLITE_IOERR_READ),
        xWrite: (pointer, source, length, offset) =>
          guarded(() => {
            const bytes = wasm.heap8u().subarray(source, source + length);
            const { disk, path } = fileAt(pointer);
            disk.write(path, wide(offset), bytes);
            return 0;
          }, capi.SQLITE_IOERR_WRITE),
        xTruncate: (pointer, length) =>
          guarded(() => {
            const { disk, path } = fileAt(pointer);
            disk.truncate(path, wide(length));
            return 0;
          }, capi.SQLITE_IOERR_TRUNCATE),
        xSync: (pointer) =>
          guarded(() => {
            const file = fileAt(pointer);
            file.disk.syncFile(file.path, file.isNewLog);
            file.isNewLog = false;
            return 0;
          }, capi.SQLITE_IOERR_FSYNC),
        xFileSize: (pointer, target) =>
          guarded(() => {
            wasm.poke64(target, BigInt(contentOf(pointer).length));
            return 0;
          }, capi.SQLITE_IOERR_FSTAT),
        xLock: () => 0,
        xUnlock: () => 0,
        xCheckReservedLock(_pointer, target) {
          wasm.poke32(target, 0);
          return 0;
        },
        xFileControl: () => capi.SQLITE_NOTFOUND,
        xSectorSize: () => 512 as Code, // a size, whatever the types say
        xDeviceCharacteristics: () => 0,
      },
    },
    vfs: {
      struct: system,
      name,
      methods: {
        xOpen: (_vfs, path, pointer, flags, target) =>
          guarded(() => {
            const name = wasm.cstrToJs(path) ?? '';
            const isNew = !disk().has(name);
            disk().create(name);
            const isNewLog = isNew && (flags & capi.SQLITE_OPEN_WAL) !== 0;
            open.set(pointer, { disk: disk(), path: name, isNewLog });
            const file = new capi.sqlite3_file(pointer);
            file.$pMethods = io.pointer;
            file.dispose();
            wasm.poke32(target, flags);
            return 0;
          }, capi.SQLITE_CANTOPEN),
        xDelete: (_vfs, path) =>
          guarded(() => {
            disk().remove(wasm.cstrToJs(path) ?? '');
            return 0;
          }, capi.SQLITE_IOERR_DELETE),
        xAccess(_vfs, path, _flags, target) {
          wasm.poke32(target, disk().has(wasm.cstrToJs(path) ?? '') ? 1 : 0);
          return 0;
        },
        xFullPathname: (_vfs, path, length, target) =>
          guarded(
            () => (wasm.cstrncpy(target, path, length) < length ? 0 : capi.SQLITE_CANTOPEN),
            capi.SQLITE_CANTOPEN,
          ),
        xCurrentTime(_vfs, target) {
          wasm.poke(target, 2_440_587.5, 'double');
          return 0;
        },
        xGetLastError: () => 0,
      },
    },
  });
}

type WasmDatabase = InstanceType<Sqlite3Static['oo1']['DB']>;

/** The same few calls that `node:sqlite` has, and its errors. */
function adapt({ capi }: Sqlite3Static, database: WasmDatabase): SqlDatabase {
  const told = <Result>(call: () => Result): Result => {
    try {
      return call();
    } catch (error) {
      const code: unknown = Reflect.get(Object(error), 'resultCode');
      if (typeof code === 'number') Reflect.set(Object(error), 'errcode', code);
      throw error;
    }
  };
  return {
    exec: (sql) => told(() => void database.exec(sql)),
    prepare(sql) {
      const rows = (values: readonly unknown[]): SqlRow[] =>
        told(() =>
          database.selectObjects(sql, values.length === 0 ? undefined : ([...values] as never[])),
        );
      return {
        run(...values) {
          rows(values);
          return { changes: capi.sqlite3_changes(database) };
        },
        get: (...values) => rows(values)[0],
        all: (...values) => rows(values),
      };
    },
    close: () => told(() => database.close()),
  };
}
