import { closeSync, existsSync, openSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testIo } from './__fixtures__/io.ts';
import { documentOf, nestvecProcess } from './__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from './__fixtures__/workplace.ts';
import { main } from './main.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

/** More texts than are embedded in the time that a test takes. */
async function writeManyRows(): Promise<void> {
  const text = 'violin banana dog elephant '.repeat(40);
  const rows = Array.from({ length: 60_000 }, (_, row) =>
    JSON.stringify({ id: String(row), text }),
  );
  await at.write('rows.jsonl', rows.join('\n'));
}

describe('an older Node', { timeout: 60_000 }, () => {
  it('before 22 is refused in a sentence that says what to install', async () => {
    const pretended = "Object.defineProperty(process,'versions',{value:{node:'20.19.5'}})";
    const { code, stdout, stderr } = await nestvecProcess(['search', 'photos', 'dog'], {
      cwd: at.folder,
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(pretended)}` },
    });
    expect(stderr).toBe(
      'error: nestvec needs Node 22.13 or newer, and this is Node 20.19.5; install a newer Node and run the same command again\n',
    );
    expect([code, stdout]).toEqual([1, '']);
  });

  it('without SQLite gets an error that names --no-journal, with which an ingest works', async () => {
    await at.write('rows.jsonl', '{"id":"a","text":"dog"}');
    const env = { NODE_OPTIONS: '--no-experimental-sqlite' };
    const args = ['ingest', 'rows.jsonl', '-c', 'rows'];
    const refused = await nestvecProcess(args, { cwd: at.folder, env });
    expect(refused.stderr).toMatch(
      /^error: the journal in .+ needs the SQLite of Node 22\.13 or newer; this is Node .+\nhere: install Node 22\.13 or newer, or add --no-journal to ingest without a journal\n$/,
    );
    expect(refused.code).toBe(1);
    const taken = await nestvecProcess([...args, '--no-journal'], { cwd: at.folder, env });
    expect(taken.stdout).toMatch(/^rows: 1 item written/);
    expect(taken.code).toBe(0);
  });
});

describe('output that can not be written', { timeout: 60_000 }, () => {
  it('ends with one sentence and 1 on a full disk', async (context) => {
    context.skip(!existsSync('/dev/full'), 'no /dev/full on this system');
    const stdout = openSync('/dev/full', 'w');
    const { code, stderr } = await nestvecProcess(['search', '--help'], { cwd: at.folder, stdout });
    closeSync(stdout);
    expect(stderr).toBe("error: the output can't be written: the disk is full\n");
    expect(code).toBe(1);
  });

  it('is one sentence where the reader closes the pipe, in JSON mode an event', async () => {
    const rows = Array.from({ length: 4000 }, (_, n) => `{"id":"${'x'.repeat(100)}${n}"}`);
    await at.write('rows.jsonl', rows.join('\n'));
    const { stderr } = await nestvecProcess(['ingest', 'rows.jsonl', '-c', 'rows', '--json'], {
      cwd: at.folder,
      onStart: (child) => child.stdout?.destroy(),
    });
    expect(stderr.split('\n').filter((line) => line.includes('closed'))).toEqual([
      '{"note":"the reader of the output has closed it; the rest is not printed"}',
    ]);
  });
});

describe('Ctrl-C', { timeout: 120_000 }, () => {
  it('stops an ingest cleanly with 130, and what is written then is whole and can be searched', async () => {
    await writeManyRows();
    const outcome = await nestvecProcess(['ingest', 'rows.jsonl', '-c', 'rows', '--json'], {
      cwd: at.folder,
      onStart: (child) => {
        let seen = '';
        child.stderr?.on('data', (text: string) => {
          seen += text;
          if (!child.killed && /"written":[1-9]/.test(seen)) child.kill('SIGINT');
        });
      },
    });
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain('stopping cleanly; Ctrl-C again stops at once');
    expect(outcome.stderr).toMatch(
      /\n\{"note":"stopped: \d+ of the \d+ read so far are written; the same command again goes on"\}\n$/,
    );
    const { written, stopped } = documentOf(outcome);
    expect(stopped).toBe(true);
    const shown = documentOf(
      await nestvecProcess(['collection', 'show', 'rows', '--json'], { cwd: at.folder }),
    );
    expect(shown['count']).toBeGreaterThanOrEqual(Number(written));
    expect(shown['count']).toBeLessThan(60_000);
    expect((await nestvecProcess(['search', 'rows', 'violin'], { cwd: at.folder })).code).toBe(0);
  });

  it('stops at once the second time', async () => {
    await writeManyRows();
    const outcome = await nestvecProcess(['ingest', 'rows.jsonl', '-c', 'rows', '--json'], {
      cwd: at.folder,
      onStart: (child) => {
        child.stderr?.on('data', (text: string) => {
          if (text.includes('"progress"')) child.kill('SIGINT');
          if (text.includes('stopping cleanly')) child.kill('SIGINT');
        });
      },
    });
    expect(outcome.code).toBe(130);
  });

  it('leaves nothing behind where nothing was written yet', async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
    const io = testIo({ cwd: at.folder, signal: AbortSignal.abort() });
    expect(await main(['ingest', at.path('rows.jsonl'), '-c', 'rows'], io)).toBe(130);
    expect(io.err()).toBe('stopped\n');
    expect(existsSync(at.path('.nestvec'))).toBe(false);
  });
});

describe('a reader that goes away', { timeout: 60_000 }, () => {
  it('is not an error', async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
    const outcome = await nestvecProcess(['ingest', 'rows.jsonl', '-c', 'rows'], {
      cwd: at.folder,
      onStart: (child) => child.stdout?.destroy(),
    });
    expect(outcome).toMatchObject({
      code: 0,
      stderr: 'the reader of the output has closed it; the rest is not printed\n',
    });
    expect(existsSync(at.path('.nestvec/rows.lance'))).toBe(true);
  });
});

describe('what is left on the machine', { timeout: 60_000 }, () => {
  it('is the data folder alone: onnxruntime keeps no device id', async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
    await nestvecProcess(['ingest', 'rows.jsonl', '-c', 'rows'], { cwd: at.folder });
    expect(existsSync(at.path('.nestvec'))).toBe(true);
    expect(existsSync(at.path('.cache'))).toBe(false);
  });
});

describe('help', () => {
  it.each([
    [[]],
    [['quickstart']],
    [['ingest']],
    [['search']],
    [['collection']],
    [['collection', 'list']],
    [['collection', 'show']],
    [['collection', 'drop']],
    [['model']],
    [['model', 'pull']],
    [['model', 'list']],
    [['model', 'verify']],
    [['doctor']],
  ])('of %j has an example', async (command) => {
    const io = testIo();
    expect(await main([...command, '--help'], io)).toBe(0);
    expect(io.out()).toMatch(/Examples?:\n {2}\$ nestvec /);
  });

  it('explains the exit codes', async () => {
    const io = testIo();
    await main(['--help'], io);
    expect(io.out().match(/^ {2}(0|1|2|130) +\w/gm)).toHaveLength(4);
  });

  it('tells the version', async () => {
    const { stdout } = await nestvecProcess(['--version'], { cwd: at.folder });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
