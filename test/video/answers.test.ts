import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '#lib/video/answers.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saliency-answers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

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
    expect(await ask(program.path, ['-a'])).toBe('version 1 -a\n');
    expect(await ask(program.path, ['-a'])).toBe('version 1 -a\n');
    expect(program.count()).toBe(1);
    expect(await ask(program.path, ['-b'])).toBe('version 1 -b\n');
    expect(program.count()).toBe(2);
  });

  it('is asked again of another file under its name', async () => {
    const program = counter('version 1');
    await ask(program.path, ['-a']);
    program.write('version 2');
    utimesSync(program.path, 1, 1);
    expect(await ask(program.path, ['-a'])).toBe('version 2 -a\n');
  });

  it('is not kept when it failed', async () => {
    const program = counter('broken', 1);
    expect(await ask(program.path, ['-a'])).toBeUndefined();
    expect(await ask(program.path, ['-a'])).toBeUndefined();
    expect(program.count()).toBe(2);
  });

  it('is undefined of what does not exist', async () => {
    expect(await ask('/nonexistent/program', ['-a'])).toBeUndefined();
  });
});
