import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { program, runCli } from '../helpers/cli-run.js';
import { binaries, makeClip, scratchFolder, testsrc } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const clip = makeClip(scratch.file('clip.mp4'), ...testsrc());
const onWindows = process.platform === 'win32';
const onLinux = process.platform === 'linux';

/** Writes a program that can be named in place of FFmpeg. */
function script(name: string, text: string): string {
  const path = scratch.file(name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

const withFfprobe = script('real-ffprobe', `#!/bin/sh\nexec "${binaries.ffprobe.path}" "$@"\n`);

/** The processes whose command line holds a text. */
function running(text: string): number {
  const lines = readdirSync('/proc').flatMap((pid) => {
    try {
      return /^\d+$/.test(pid) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
    } catch {
      return [];
    }
  });
  return lines.filter((line) => line.includes(text)).length;
}

describe.skipIf(onWindows)('an input that is a named pipe nobody writes to', () => {
  it.each([
    ['convert', 'SIGINT', 130],
    ['convert', 'SIGTERM', 143],
    ['image', 'SIGINT', 130],
    ['export', 'SIGTERM', 143],
    ['probe', 'SIGINT', 130],
  ] as const)('lets %s end by %s', async (verb, signal, code) => {
    const pipe = scratch.file(`pipe-${verb}-${signal}`);
    execFileSync('mkfifo', [pipe]);
    const output =
      verb === 'probe'
        ? []
        : ['-o', scratch.file(`${verb}.${verb === 'export' ? 'otio' : verb === 'image' ? 'png' : 'mp4'}`)];
    const child = spawn(process.execPath, [program, verb, pipe, ...output], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // Whether it waits already or does not listen yet, it has to end: the signal is given until it does.
    const nudge = setInterval(() => child.kill(signal), 1500);
    const ended = await new Promise((resolve) => child.on('close', (status, by) => resolve(status ?? by)));
    clearInterval(nudge);
    expect({ ended, stderr }).toEqual({
      ended: code,
      stderr: 'saliency: interrupted: nothing unfinished is left behind\n',
    });
  });

  it('is read when somebody does', async () => {
    const pipe = scratch.file('fed');
    execFileSync('mkfifo', [pipe]);
    const feeding = spawn('sh', ['-c', `cat "${clip}" > "${pipe}"`]);
    const { code } = await runCli(['convert', pipe, '-o', scratch.file('fed.mp4')]);
    feeding.kill();
    expect(code).toBe(0);
  });
});

describe.skipIf(!onLinux)('a script around FFmpeg', () => {
  it('is ended with all that it has started', async () => {
    const mark = `7${process.pid}`;
    const wrapper = script(
      'wrapped',
      `#!/bin/sh\n[ "$1" = -version ] && exec "${binaries.ffmpeg.path}" "$@"\nsleep ${mark}\n`,
    );
    const run = runCli(['convert', clip, '-o', scratch.file('wrapped.mp4'), '--ffmpeg', wrapper, '--timeout', '3'], {
      env: { FFPROBE_PATH: withFfprobe },
    });
    const { code, stderr } = await run;
    expect(stderr).toMatch(/was not done within 3 s; the option --timeout allows more/);
    expect(code).toBe(1);
    expect(running(`sleep\0${mark}`)).toBe(0);
  });

  it('that leaves somebody behind who holds its pipes is not waited for', async () => {
    const mark = `8${process.pid}`;
    const wrapper = script(
      'leaver',
      `#!/bin/sh\nsetsid sleep ${mark} >&2 & [ "$1" = -version ] && exec "${binaries.ffprobe.path}" "$@"\nexec "${binaries.ffprobe.path}" "$@"\n`,
    );
    const { code } = await runCli(['probe', clip, '--ffprobe', wrapper]);
    execFileSync('sh', [
      '-c',
      `for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q '^sleep ${mark} ' && kill \${p#/proc/}; done; true`,
    ]);
    expect(code).toBe(0);
  });
});

describe.skipIf(!onLinux)('what has no end', () => {
  it('is not taken for a picture: bytes are counted as they come', async () => {
    const { code, stderr } = await runCli(['image', '/dev/zero', '-o', scratch.file('zero.png')]);
    expect(stderr).toBe('saliency: /dev/zero: is longer than 536870912 bytes, the most that is read\n');
    expect(code).toBe(3);
  });
});

describe('limits', () => {
  it.each([
    ['--max-pixels', '3071', 'are too large (at most 3071 pixels; the option --max-pixels raises the limit)'],
    ['--max-duration', '0.3', 'lasts 0.4 s, more than 0.3 s; the option --max-duration raises the limit'],
    ['--max-frames', '9', 'has 10 frames, more than 9; the option --max-frames raises the limit'],
  ])('%s %s refuses a clip before it is decoded', async (option, value, words) => {
    const output = scratch.file('limited.mp4');
    const { code, stderr } = await runCli(['convert', clip, '-o', output, option, value]);
    expect(stderr).toContain(words);
    expect(code).toBe(3);
    expect(existsSync(output)).toBe(false);
  });

  it.each([
    ['--max-duration', '0.3', 'lasts longer than 0.3 s'],
    ['--max-frames', '9', 'has more than 9 frames'],
  ])('%s %s ends a clip whose header tells nothing', async (option, value, words) => {
    const bare = makeClip(scratch.file(`bare${option}.h264`), ...testsrc());
    const { code, stderr } = await runCli(['convert', bare, '-o', scratch.file('bare.mp4'), option, value]);
    expect(stderr).toContain(words);
    expect(code).toBe(3);
    expect(existsSync(scratch.file('bare.mp4'))).toBe(false);
  });

  it('of pixels holds for pictures too', async () => {
    const picture = makeClip(scratch.file('p.png'), ...testsrc('64x48', '1', '1'));
    const { code, stderr } = await runCli(['image', picture, '-o', scratch.file('q.png'), '--max-pixels', '3000']);
    expect(stderr).toContain('is above the limit of 3000 pixels');
    expect(code).toBe(3);
  });
});

describe.skipIf(!onLinux)('standard output', () => {
  it.each([['probe', '--json'], ['models'], ['doctor']])('that is full fails %s', async (verb, ...flags) => {
    const full = openSync('/dev/full', 'w');
    const args = verb === 'probe' ? [verb, clip, ...flags] : [verb, ...flags];
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', full, 'pipe'] });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'saliency: standard output: could not be written: the disk is full\n',
    });
  });

  it.each(['stdout', 'stderr'] as const)(
    'or error that is closed (%s) keeps no file from being written',
    async (closed) => {
      const output = scratch.file(`closed-${closed}.mp4`);
      const args = [
        'convert',
        clip,
        '-o',
        output,
        '--analysis',
        scratch.file(`closed-${closed}.json`),
        '--json',
        '--progress',
        'json',
      ];
      const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      let told = '';
      child[closed]!.destroy();
      child[closed === 'stdout' ? 'stderr' : 'stdout']!.setEncoding('utf8').on('data', (text: string) => {
        told += text;
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code).toBe(0);
      expect(told).not.toMatch(/EPIPE|write/);
      expect(existsSync(output)).toBe(true);
    },
  );
});

describe('one line, with the path and what to do, is said', () => {
  const oneLine = /^saliency: [^\n]*\n$/;

  it.skipIf(onWindows)('of a folder for temporary files that is missing', async () => {
    const missing = scratch.file('no-such-folder');
    const { code, stderr } = await runCli(['convert', '-', '-o', scratch.file('t.mp4')], {
      env: { TMPDIR: missing },
      stdin: readFileSync(clip),
    });
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(`${missing}: temporary files cannot be written there (no such file or folder)`);
    expect(stderr).toContain('TMPDIR');
    expect(code).toBe(2);
    expect(existsSync(missing)).toBe(false);
  });

  it.skipIf(onWindows)('nothing of it where no temporary file is needed', async () => {
    const env = { TMPDIR: scratch.file('no-such-folder') };
    const { code, stderr } = await runCli(['convert', clip, '-o', scratch.file('untemp.mp4'), '--quiet'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.skipIf(onWindows)('nothing of one that is relative', async () => {
    mkdirSync(scratch.file('relative'));
    const { code } = await runCli(['convert', '-', '-o', 'relative.mp4', '--quiet'], {
      env: { TMPDIR: 'relative' },
      cwd: scratch.path,
      stdin: readFileSync(clip),
    });
    expect(code).toBe(0);
    expect(existsSync(scratch.file('relative.mp4'))).toBe(true);
  });

  it.each([
    ['--pix-fmt', 'nonsense', 'expected a pixel format of libx264'],
    ['--preset', 'nonsense', 'expected one of libx264 (ultrafast'],
  ])('of %s %s', async (option, value, words) => {
    const { code, stderr } = await runCli(['convert', clip, '-o', scratch.file('x.mp4'), option, value]);
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(`${option}: ${words}`);
    expect(code).toBe(2);
  });

  it
    .skipIf(onWindows)
    .each(['', '{', '[]', '{"format":{}}', '{"format":{"format_name":"mov"},"streams":[{"index":"0"}]}'])(
    'of an ffprobe that answers %s',
    async (answer) => {
      const odd = script(
        'odd',
        `#!/bin/sh\n[ "$1" = -version ] && exec "${binaries.ffprobe.path}" "$@"\necho '${answer}'\n`,
      );
      const { code, stderr } = await runCli(['probe', clip, '--ffprobe', odd]);
      expect(stderr).toMatch(oneLine);
      expect(stderr).toContain('ffprobe gave an answer about');
      expect(code).toBe(1);
    },
  );

  it('of values that are long or would steer the terminal', async () => {
    const value = `\u001b[31mred\n${'x'.repeat(5000)}`;
    for (const args of [['--crf', value], ['--model', value], [`--${value}`], ['--overlay', value]]) {
      const { code, stderr } = await runCli(['convert', clip, '-o', scratch.file('x.mp4'), ...args]);
      expect(code).toBe(2);
      expect(stderr).toContain('\\x1b[31mred');
      expect(stderr).not.toContain('\u001b');
      expect(stderr.length).toBeLessThan(1500);
    }
  });

  it.skipIf(!onLinux)('of a file name that is not UTF-8', async () => {
    const name = Buffer.concat([Buffer.from(scratch.file('caf')), Buffer.from([0xe9]), Buffer.from('.mp4')]);
    writeFileSync(name, readFileSync(clip));
    const shell = `"$0" "$1" probe "$(printf '%s/caf\\351.mp4' "$2")"`;
    const run = spawn('sh', ['-c', shell, process.execPath, program, scratch.path], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    run.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const code = await new Promise((resolve) => run.on('close', resolve));
    expect(stderr).toContain('names that are not UTF-8 cannot be opened');
    expect(code).toBe(3);
  });

  it('of an analysis that is damaged, with the place', async () => {
    const analysis = scratch.file('a.json');
    expect((await runCli(['analyze', clip, '-o', analysis])).code).toBe(0);
    const whole = JSON.parse(readFileSync(analysis, 'utf8'));
    const damage: [string, (value: typeof whole) => void][] = [
      ['frames[2].pts: expected an integer', (value) => (value.frames[2].pts = 'x')],
      ['shots[0].bestStill: is missing', (value) => delete value.shots[0].bestStill],
      ['clip.rate.den: expected an integer of at least 1', (value) => (value.clip.rate.den = 0)],
      ['frames[0].attention', (value) => (value.frames[0].attention = { x: 2, y: 0 })],
    ];
    for (const [words, spoil] of damage) {
      const value = structuredClone(whole);
      spoil(value);
      writeFileSync(scratch.file('bad.json'), JSON.stringify(value));
      const { code, stderr } = await runCli([
        'export',
        scratch.file('bad.json'),
        '--format',
        'otio',
        '-o',
        scratch.file('bad.otio'),
      ]);
      expect(stderr).toMatch(oneLine);
      expect(stderr).toContain(`bad.json: the analysis is damaged at ${words}`);
      expect(code).toBe(3);
    }
  });
});
