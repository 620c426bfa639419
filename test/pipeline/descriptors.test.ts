import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { program } from '../helpers/cli-run.js';
import { makeClip, scratchFolder, testsrc } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const clip = makeClip(scratch.file('clip.mp4'), ...testsrc());
const library = fileURLToPath(new URL('../../dist/bundle/index.js', import.meta.url));

/** Converts a clip again and again, each time with one more descriptor left, and tells what came of it. */
const host = `
import { closeSync, openSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
const { convert, SaliencyError } = await import(${JSON.stringify(library)});
const [clip, out] = process.argv.slice(2);
const rounds = [0, 1, 2, 3, 4, 6, 8, 11, 14, 24];
const work = () => convert(clip, out, { force: true });
const open = () => readdirSync('/proc/self/fd').length;
await work();
await pause(200);
const outcomes = [];
let before;
// What the engine opens at its first fault stays; what the second round opens would be lost each time.
for (const left of [...rounds, ...rounds]) {
  if (outcomes.length === rounds.length) {
    await pause(300);
    before = open();
  }
  const held = [];
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {}
  for (let i = 0; i < left; i++) closeSync(held.pop());
  try {
    await work();
    outcomes.push('done');
  } catch (error) {
    outcomes.push(error instanceof SaliencyError ? error.code : 'raw: ' + error.stack);
  }
  for (const one of held) closeSync(one);
}
await work();
await pause(300);
process.stdout.write(JSON.stringify({ outcomes, leaked: open() - before }));
`;

const hostFile = scratch.file('host.mjs');
writeFileSync(hostFile, host);

describe.skipIf(process.platform !== 'linux')('a host that runs out of descriptors (Linux)', () => {
  it.each([48, 200])('of %i, is told so by errors of ours, and loses none', { timeout: 120_000 }, (limit) => {
    const node = `"${process.execPath}" --unhandled-rejections=strict "$0" "$1" "$2"`;
    const run = spawnSync(
      'sh',
      ['-c', `ulimit -n ${limit}; exec ${node}`, hostFile, clip, scratch.file(`out${limit}.mp4`)],
      {
        encoding: 'utf8',
        timeout: 110_000,
      },
    );
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    const { outcomes, leaked } = JSON.parse(run.stdout) as { outcomes: string[]; leaked: number };
    expect(outcomes.filter((outcome) => !/^(done|ERR_\w+)$/.test(outcome))).toEqual([]);
    expect(outcomes[0]).not.toBe('done');
    expect(outcomes.at(-1)).toBe('done');
    expect(leaked).toBe(0);
  });

  it('is told in one line on the command line', () => {
    const run = spawnSync(
      'sh',
      [
        '-c',
        `ulimit -n 33; exec "$0" --unhandled-rejections=strict "$@"`,
        process.execPath,
        program,
        'convert',
        clip,
        '-o',
        scratch.file('few.mp4'),
      ],
      {
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    expect(run.stderr).toMatch(/^saliency: .*too many files are open.*\n$/);
    expect(run.status).toBe(1);
  });

  it('has the limits of a shell, where a clip is converted as ever', () => {
    const output = scratch.file('forty.mp4');
    const run = spawnSync(
      'sh',
      [
        '-c',
        `ulimit -n 40; exec "$0" --unhandled-rejections=strict "$@"`,
        process.execPath,
        program,
        'convert',
        clip,
        '-o',
        output,
        '--quiet',
      ],
      {
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(output).length).toBeGreaterThan(0);
  });
});
