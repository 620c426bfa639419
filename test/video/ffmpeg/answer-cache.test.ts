import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { userFolder } from '#lib/files/user-folder.js';
import { askProgram } from '#lib/video/ffmpeg/answer-cache.js';

const hour = 3600 * 1000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saliency-answers-'));
  // Where answers are kept.
  vi.stubEnv('TMPDIR', folder);
  // What is written now has rested for a minute.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program that counts how often it runs. */
function counter(answer: string, code = 0) {
  const path = join(folder, 'program');
  const runs = join(folder, 'runs');
  const write = (says: string) => {
    writeFileSync(path, `#!/bin/sh\necho run >> '${runs}'\necho '${says} '"$1"\nexit ${code}\n`);
    chmodSync(path, 0o755);
  };
  write(answer);
  return { path, write, count: () => (existsSync(runs) ? readFileSync(runs, 'utf8').split('\n').length - 1 : 0) };
}

describe.skipIf(process.platform === 'win32')('what a program says of itself', () => {
  it('is asked once', async () => {
    const program = counter('version 1');
    expect(await askProgram(program.path, ['-a'])).toBe('version 1 -a\n');
    expect(await askProgram(program.path, ['-a'])).toBe('version 1 -a\n');
    expect(program.count()).toBe(1);
    expect(await askProgram(program.path, ['-b'])).toBe('version 1 -b\n');
    expect(program.count()).toBe(2);
  });

  it('is asked again of another file under its name, also where its size and time are the same', async () => {
    const program = counter('version 1');
    utimesSync(program.path, 1, 1);
    await askProgram(program.path, ['-a']);
    program.write('version 2');
    utimesSync(program.path, 1, 1);
    expect(await askProgram(program.path, ['-a'])).toBe('version 2 -a\n');
  });

  it('is asked of each name of one file', async () => {
    const program = counter('version 1');
    await askProgram(program.path, ['-a']);
    symlinkSync(program.path, join(folder, 'other'));
    await askProgram(join(folder, 'other'), ['-a']);
    expect(program.count()).toBe(2);
  });

  it('is asked again after a day', async () => {
    const program = counter('version 1');
    await askProgram(program.path, ['-a']);
    vi.setSystemTime(Date.now() + 23 * hour);
    await askProgram(program.path, ['-a']);
    expect(program.count()).toBe(1);
    vi.setSystemTime(Date.now() + hour);
    await askProgram(program.path, ['-a']);
    expect(program.count()).toBe(2);
  });

  it('is not kept when it failed', async () => {
    const program = counter('broken', 1);
    expect(await askProgram(program.path, ['-a'])).toBeUndefined();
    expect(await askProgram(program.path, ['-a'])).toBeUndefined();
    expect(program.count()).toBe(2);
  });

  it('is not kept while the program may still be written', async () => {
    vi.useRealTimers();
    const program = counter('version 1');
    await askProgram(program.path, ['-a']);
    await askProgram(program.path, ['-a']);
    expect(program.count()).toBe(2);
  });

  it('is whole for all that ask at the same time', async () => {
    const program = counter('version 1');
    const questions = Array.from({ length: 12 }, () => askProgram(program.path, ['-a']));
    expect(new Set(await Promise.all(questions))).toEqual(new Set(['version 1 -a\n']));
    const runs = program.count();
    expect(await askProgram(program.path, ['-a'])).toBe('version 1 -a\n');
    expect(program.count()).toBe(runs);
    expect(readdirSync((await userFolder())!)).toHaveLength(1);
  });

  it('is removed when it is too old, some at a time', async () => {
    const kept = (await userFolder())!;
    const name = (i: number) => `${i.toString(16).padStart(64, '0')}.txt`;
    const old = [...Array.from({ length: 99 }, (_, i) => name(i)), `${name(99)}.part`];
    for (const each of [...old, name(100), 'program']) writeFileSync(join(kept, each), '');
    for (const each of [...old, 'program']) utimesSync(join(kept, each), 1, 1);
    await askProgram(counter('version 1').path, ['-a']);
    expect(readdirSync(kept).filter((each) => old.includes(each))).toHaveLength(100 - 64);
    await askProgram(counter('version 2').path, ['-a']);
    expect(readdirSync(kept).filter((each) => old.includes(each))).toEqual([]);
    expect(readdirSync(kept)).toEqual(expect.arrayContaining(['program', name(100)]));
  });

  it('is kept in no folder that a link leads to', async () => {
    const kept = (await userFolder())!;
    rmSync(kept, { recursive: true });
    symlinkSync(folder, kept);
    const program = counter('version 1');
    await askProgram(program.path, ['-a']);
    expect(await askProgram(program.path, ['-a'])).toBe('version 1 -a\n');
    expect(program.count()).toBe(2);
  });

  it('is undefined of what does not exist', async () => {
    expect(await askProgram('/nonexistent/program', ['-a'])).toBeUndefined();
  });
});
