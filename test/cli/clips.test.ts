import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBinaries } from '#lib/video/ffmpeg/binaries.js';
import { runCli } from '../helpers/cli-run.js';

const sample = fileURLToPath(new URL('../../samples/street.mp4', import.meta.url));
const { ffmpeg, ffprobe } = await findBinaries();

/** The timestamps of a file's video frames, in seconds. */
function timesOf(path: string): number[] {
  const entries = ['-select_streams', 'v', '-show_entries', 'frame=best_effort_timestamp_time'];
  const args = ['-v', 'error', ...entries, '-print_format', 'json', path];
  const { frames } = JSON.parse(execFileSync(ffprobe.path, args, { encoding: 'utf8' }));
  return frames.map((frame: { best_effort_timestamp_time: string }) => Number(frame.best_effort_timestamp_time));
}

function streamsOf(path: string): Record<string, unknown>[] {
  const args = ['-v', 'error', '-show_streams', '-print_format', 'json', path];
  return JSON.parse(execFileSync(ffprobe.path, args, { encoding: 'utf8' })).streams;
}

describe('saliency on clips', () => {
  let folder: string;
  let clip: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'saliency-cli-'));
    clip = join(folder, 'clip.mp4');
    copyFileSync(sample, clip);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const cli = (...args: string[]) => runCli(args, { cwd: folder });
  const files = () => readdirSync(folder).sort();

  it('converts a clip and overlays it in one pass, a frame for a frame, with its sound', async () => {
    const { code, stderr } = await cli('convert', 'clip.mp4', '--overlay', 'heat.mp4', '--end', '1');
    expect(stderr).toMatch(/^clip\.mp4 → clip\.saliency\.mp4, heat\.mp4: 24 frames in /m);
    expect(code).toBe(0);
    expect(files()).toEqual(['clip.mp4', 'clip.saliency.mp4', 'heat.mp4']);
    for (const name of ['clip.saliency.mp4', 'heat.mp4']) {
      expect(timesOf(join(folder, name))).toEqual(timesOf(clip).slice(0, 24));
    }
    const kinds = (name: string) => streamsOf(join(folder, name)).map(({ codec_type }) => codec_type);
    expect(kinds('clip.saliency.mp4')).toEqual(['video']);
    expect(kinds('heat.mp4')).toEqual(['video', 'audio']);
  });

  it('writes a folder of pictures for each clip, the same for one as for many', async () => {
    copyFileSync(clip, join(folder, 'other.mp4'));
    const flags = ['-o', 'maps/', '--format', 'png', '--end', '0.2', '--size', 'analysis'];
    expect((await cli('convert', 'clip.mp4', ...flags)).code).toBe(0);
    expect(readdirSync(join(folder, 'maps'))).toEqual(['clip.saliency']);
    const pictures = ['000001.png', '000002.png', '000003.png', '000004.png', '000005.png'];
    const names = () => readdirSync(join(folder, 'maps', 'clip.saliency')).filter((name) => !name.startsWith('.'));
    expect(names().sort()).toEqual(pictures);
    const both = await cli('convert', 'clip.mp4', 'other.mp4', ...flags, '--end', '0.1', '--force');
    expect(both.code).toBe(0);
    expect(names().sort()).toEqual(pictures.slice(0, 3));
    expect(readdirSync(join(folder, 'maps')).sort()).toEqual(['clip.saliency', 'other.saliency']);
  });

  it('touches no picture of somebody else in a folder that takes its result', async () => {
    for (const name of ['000001.png', '1234567.png']) writeFileSync(join(folder, name), 'holiday');
    expect((await cli('convert', 'clip.mp4', '-o', '.', '--force', '--end', '0.1')).code).toBe(0);
    expect(files()).toEqual(['000001.png', '1234567.png', 'clip.mp4', 'clip.saliency.mp4']);
  });

  it('refuses an output that a later input is, or that another output is through a link', async () => {
    copyFileSync(clip, join(folder, 'clip.saliency.mp4'));
    const before = readFileSync(join(folder, 'clip.saliency.mp4'));
    const later = await cli('convert', 'clip.mp4', 'clip.saliency.mp4', '--force');
    expect(later.stderr).toMatch(/clip\.saliency\.mp4" is the input "clip\.saliency\.mp4"/);
    expect(later.code).toBe(2);
    expect(readFileSync(join(folder, 'clip.saliency.mp4')).equals(before)).toBe(true);
    symlinkSync('.', join(folder, 'here'));
    const twice = await cli('convert', 'clip.mp4', '-o', 'out.mp4', '--overlay', 'here/out.mp4');
    expect(twice.stderr).toMatch(/got two for "here\/out\.mp4", which is "out\.mp4" too/);
    expect(twice.code).toBe(2);
    const names = files();
    const pair = await cli('convert', 'clip.mp4', 'here/clip.mp4', '--force', '-o', 'nothing.mp4');
    expect(pair.code).toBe(2);
    const linked = await cli('overlay', 'clip.mp4', 'here/clip.mp4');
    expect(linked.stderr).toMatch(/got two for/);
    expect(files()).toEqual(names);
  });

  it('keeps all links that somebody has planted under names that it might write to', async () => {
    writeFileSync(join(folder, 'victim'), 'kept');
    for (let i = 0; i < 3; i++) symlinkSync('victim', join(folder, `.clip.saliency.mp4.${process.pid}-${i}.part`));
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync('elsewhere', join(folder, 'clip.saliency.mp4.resume'));
    const { code, stderr } = await cli('convert', 'clip.mp4', '--resume', '--end', '0.1');
    expect(stderr).toMatch(/--resume: .*something else is there/);
    expect(code).toBe(2);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('kept');
  });

  it('leaves the old file or the new one when it is killed, and no trace after the next success', async () => {
    writeFileSync(join(folder, 'out.mp4'), 'old');
    const args = ['convert', 'clip.mp4', '-o', 'out.mp4', '--force', '--size', 'analysis'];
    const interrupt = { when: /"frames":/, signal: 'SIGKILL' } as const;
    const { code } = await runCli([...args, '--progress', 'json'], { cwd: folder, interrupt });
    expect(code).toBe('SIGKILL');
    expect(readFileSync(join(folder, 'out.mp4'), 'utf8')).toBe('old');
    expect(files().filter((name) => name.endsWith('.part'))).toHaveLength(1);
    expect((await cli(...args, '--end', '0.1')).code).toBe(0);
    expect(files()).toEqual(['clip.mp4', 'out.mp4']);
    expect(timesOf(join(folder, 'out.mp4'))).toHaveLength(3);
  });

  it('puts a clip of the chosen format into a folder', async () => {
    expect((await cli('convert', 'clip.mp4', '-o', 'maps/', '--end', '0.1', '--format', 'mkv')).code).toBe(0);
    expect(readdirSync(join(folder, 'maps'))).toEqual(['clip.saliency.mkv']);
  });

  it('writes lossless gray of 16 bits', async () => {
    const flags = ['--codec', 'ffv1', '--bit-depth', '16', '--size', '64x36', '--end', '0.2'];
    expect((await cli('convert', 'clip.mp4', '-o', 'maps.mkv', ...flags)).code).toBe(0);
    expect(streamsOf(join(folder, 'maps.mkv'))[0]).toMatchObject({ pix_fmt: 'gray16le', width: 64, height: 36 });
  });

  it.skipIf(ffmpeg.major < 5)('refines in levels of 16 bits, beyond neither black nor white', async () => {
    const flags = ['--refine', '--levels', 'none', '--codec', 'ffv1', '--bit-depth', '16', '--end', '0.2'];
    expect((await cli('convert', 'clip.mp4', '-o', 'maps.mkv', ...flags)).code).toBe(0);
    const args = ['-v', 'error', '-i', join(folder, 'maps.mkv'), '-f', 'rawvideo', '-pix_fmt', 'gray16le', '-'];
    const { buffer } = Uint8Array.from(execFileSync(ffmpeg.path, args, { maxBuffer: 2 ** 28 }));
    const levels = new Uint16Array(buffer);
    expect(levels).toHaveLength(5 * 640 * 360);
    expect(new Set(levels).size).toBeGreaterThan(4096);
    // Where a level had wrapped around, white would meet black.
    expect(levels.filter((level, i) => Math.abs(level - (levels[i + 1] ?? level)) > 0.95 * 65535)).toHaveLength(0);
  });

  it('reads standard input and writes standard output', async () => {
    const args = ['convert', '-', '-o', '-', '--format', 'rawvideo', '--size', 'analysis', '--end', '0.2', '--quiet'];
    const { code, stdout, stderr } = await runCli(args, { stdin: readFileSync(clip) });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout.length).toBe(5 * 400 * 225);
    expect(new Set(stdout).size).toBeGreaterThan(10);
  });

  it('writes what it is told about a clip into the file', async () => {
    const flags = ['--end', '0.1', '--metadata', 'title=a=b', '--metadata', 'author=Somebody'];
    expect((await cli('convert', 'clip.mp4', '-o', 'out.mkv', ...flags)).code).toBe(0);
    const args = ['-v', 'error', '-show_format', '-print_format', 'json', join(folder, 'out.mkv')];
    const { tags } = JSON.parse(execFileSync(ffprobe.path, args, { encoding: 'utf8' })).format;
    expect(tags).toMatchObject({ title: 'a=b', AUTHOR: 'Somebody' });
  });

  it.each([
    ['sound.mp3', ['-f', 'lavfi', '-i', 'sine=d=0.2'], /no video stream \(mp3 holds sound, and cover art at most\)/],
    ['still.png', ['-f', 'lavfi', '-i', 'color=s=16x16', '-frames:v', '1'], /is a still picture, not a video \(png\)/],
  ] as const)('says of %s what it is, and nothing of playlists', async (name, args, words) => {
    execFileSync(ffmpeg.path, ['-v', 'error', ...args, join(folder, name)]);
    const { code, stderr } = await cli('probe', name);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/playlist|\(\)/);
    expect(code).toBe(3);
  });

  it.each(['#EXTM3U\nclip.mp4\n', 'ffconcat version 1.0\nfile clip.mp4\n', '<?xml version="1.0"?><MPD></MPD>'])(
    'says of a playlist that it is one (%j)',
    async (content) => {
      writeFileSync(join(folder, 'list.mp4'), content);
      expect((await cli('probe', 'list.mp4')).stderr).toMatch(/is a playlist, .*: playlists are refused/);
    },
  );

  it('does several clips, the good ones beside a bad one', async () => {
    copyFileSync(clip, join(folder, 'other.mp4'));
    writeFileSync(join(folder, 'bad.mp4'), 'words');
    const { code, stderr } = await cli('overlay', 'clip.mp4', 'bad.mp4', 'other.mp4', '-o', './', '--end', '0.2');
    expect(stderr).toContain('saliency: bad.mp4: is a text file, not a video');
    expect(code).toBe(3);
    expect(files()).toEqual(['bad.mp4', 'clip.mp4', 'clip.overlay.mp4', 'other.mp4', 'other.overlay.mp4']);
  });

  it('says what is wrong with each of several bad inputs', async () => {
    writeFileSync(join(folder, 'bad.mp4'), 'words');
    const { code, stderr } = await cli('convert', 'bad.mp4', 'missing.mp4');
    expect(stderr).toMatch(/bad\.mp4: is a text file/);
    expect(stderr).toMatch(/missing\.mp4: no such file/);
    expect(code).toBe(3);
  });

  it('tells what was done as JSON', async () => {
    const { stdout } = await cli('convert', 'clip.mp4', '-o', 'm.mkv', '--end', '0.2', '--json');
    expect(JSON.parse(stdout.toString())).toMatchObject({ frames: 5, outputs: ['m.mkv'], warnings: [] });
  });

  it('prints both command lines of a dry run, and writes nothing', async () => {
    const { code, stdout } = await cli('convert', 'clip.mp4', '--dry-run');
    expect(code).toBe(0);
    const lines = stdout.toString().trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('-f rawvideo pipe:1');
    expect(lines[1]).toContain('-f nut -i pipe:0');
    const told = JSON.parse((await cli('convert', 'clip.mp4', '--dry-run', '--json')).stdout.toString());
    expect(told).toMatchObject({ frames: 0, outputs: ['clip.saliency.mp4'], warnings: [] });
    expect(told.commands[1]).toEqual(expect.arrayContaining(['nut', 'pipe:0']));
    expect(files()).toEqual(['clip.mp4']);
  });

  it('warns in a dry run of what the run itself would warn of', async () => {
    const args = ['convert', 'clip.mp4', '--size', '63x47', '--end', '0.1'];
    const dry = await cli(...args, '--dry-run');
    expect(dry.stderr).toBe(
      'saliency: clip.mp4: 63x47 has odd sides: encoded as yuv444p, which not every player shows\n',
    );
    expect(dry.stdout.toString().trim().split('\n')).toHaveLength(2);
    expect((await cli(...args)).stderr).toContain(dry.stderr);
    expect((await cli(...args, '--dry-run', '--force', '--quiet')).stderr).toBe('');
  });

  it.each([
    ['an empty file', '', 3, /clip: the file is empty/],
    ['a text file', 'words', 3, /clip: is a text file, not a video/],
  ])('refuses %s with its exit code, and leaves no file behind', async (_, content, exit, message) => {
    writeFileSync(join(folder, 'clip'), content);
    const { code, stderr } = await cli('convert', 'clip');
    expect(stderr).toMatch(message);
    expect(code).toBe(exit);
    expect(files()).toEqual(['clip', 'clip.mp4']);
  });

  it.each([
    [['missing.mp4'], 3, /missing\.mp4: no such file/],
    [['clip.mp4', '-o', 'clip.mp4', '--force'], 2, /clip\.mp4.* is the input itself/],
    [['clip.mp4', '-o', 'link.mp4', '--force'], 2, /link\.mp4.* is the input itself/],
    [['clip.mp4', '-o', 'other.mp4'], 2, /--output: .*other\.mp4.* exists; the option --force overwrites it/],
    [
      ['clip.mp4', '-o', 'nowhere/out.mp4'],
      2,
      /--output: expected a path in a folder that exists, got "nowhere\/out\.mp4"/,
    ],
    [['clip.mp4', '-o', 'out.xyz'], 2, /output: expected a name that ends in/],
    [['clip.mp4', '--start', '3600'], 2, /start: expected a time within the clip/],
    [['clip.mp4', '-o', 'out.mkv', '--codec', 'nonsense'], 4, /nonsense/],
    [['clip.mp4', '--ffmpeg', './clip.mp4'], 2, /ffmpeg: expected the path of a working ffmpeg/],
  ])('refuses %j with exit code %d, and leaves no file behind', async (args, exit, message) => {
    symlinkSync(clip, join(folder, 'link.mp4'));
    writeFileSync(join(folder, 'other.mp4'), 'kept');
    const { code, stderr } = await cli('convert', ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(exit);
    expect(files()).toEqual(['clip.mp4', 'link.mp4', 'other.mp4']);
    expect(readFileSync(join(folder, 'other.mp4'), 'utf8')).toBe('kept');
  });

  it.each([
    [['convert', '-', '-o', 'other.mp4'], 2, /other\.mp4.* exists/],
    [['convert', '-', '-o', 'nowhere/out.mp4'], 2, /nowhere/],
    [['convert', '-', '-o', 'out.mp4', '--overlay', 'nowhere/heat.mp4'], 2, /nowhere/],
    [['convert', '-', '-o', 'out.mp4', '--analysis', 'nowhere/out.json'], 2, /nowhere/],
    [['overlay', '-', '-o', 'nowhere/out.mp4'], 2, /nowhere/],
    [['analyze', '-', '-o', 'nowhere/out.json'], 2, /nowhere/],
    [['export', '-', '-o', 'nowhere/out.edl'], 2, /nowhere/],
    [['reframe', '-', '-o', 'nowhere/out.mp4'], 2, /nowhere/],
    [['reframe', '-', '--path', 'nowhere/crop.json'], 2, /nowhere/],
    [['thumbnail', '-', '-o', 'nowhere/still.png', '--count', '1'], 2, /nowhere/],
    [['report', '-', '-o', 'nowhere/out.html'], 2, /nowhere/],
    [['image', 'missing.png', '-o', 'nowhere/out.png'], 2, /nowhere/],
    [['convert', 'clip.mp4', '-o', 'clip.mp4/out.mp4'], 2, /clip\.mp4 is a file/],
    [['convert', '-', '-o', 'out.xyz'], 2, /output: expected a name that ends in/],
    [['convert', '-', '-o', 'out.mkv', '--codec', 'nonsense'], 4, /nonsense/],
    [['convert', '-', '-o', 'out.mp4', '--codec', 'ffv1'], 2, /codec: expected one that mp4 takes/],
    [['convert', '-', '-o', 'out.mp4', '--crf', '99'], 2, /crf: expected a number/],
    [['convert', '-', '-o', 'out.mp4', '--bit-depth', '16'], 2, /--bit-depth: expected 8/],
    [['convert', '-', '-o', 'out.mp4', '--overlay', 'other.mp4'], 2, /other\.mp4.* exists/],
    [['convert', '-', '-o', 'out.mp4', '--overlay', './out.mp4'], 2, /got two for "\.\/out\.mp4"/],
    [['convert', '-', '-o', 'out.mp4', '--analysis', 'other.json'], 2, /other\.json.* exists/],
    [['convert', '-', '-o', 'out.mp4', '--resume'], 2, /resume: expected files/],
    [['convert', '-', '-o', 'out.mp4', '--ffmpeg', './other.mp4'], 2, /ffmpeg: expected the path of a working ffmpeg/],
    [['analyze', '-', '-o', 'out.json', '--export', 'edl'], 2, /out\.edl.* exists/],
    [['reframe', '-', '-o', 'other.mp4'], 2, /other\.mp4.* exists/],
    [['reframe', '-', '-o', 'out.mp4', '--path', 'other.json'], 2, /other\.json.* exists/],
    [['reframe', '-', '-o', 'out.mp4', '--codec', 'nonsense'], 2, /codec: expected one that mp4 takes/],
    [['thumbnail', '-', '-o', 'other.mp4/', '--count', '2'], 2, /other\.mp4.* is a file/],
    [['report', '-', '-o', 'other.html'], 2, /other\.html.* exists/],
    [['export', '-', '-o', 'stdin.edl'], 2, /stdin\.edl.* exists/],
  ])('refuses %j before it reads standard input', async (args, exit, message) => {
    for (const name of ['other.mp4', 'other.json', 'other.html', 'stdin.edl', 'out.edl'])
      writeFileSync(join(folder, name), 'kept');
    const before = files();
    // Read, it would be found to be empty.
    const { code, stderr } = await cli(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(exit);
    expect(files()).toEqual(before);
  });

  it('gives the same file for any number of jobs, and when it is taken up after an interruption', async () => {
    // Two segments, of which the first is done when the interruption comes.
    const loop = ['-v', 'error', '-stream_loop', '3', '-i', clip, '-c', 'copy', join(folder, 'long.mp4')];
    execFileSync(ffmpeg.path, loop);
    const convert = (output: string, ...more: string[]) => [
      ...[
        'convert',
        'long.mp4',
        '-o',
        output,
        '--codec',
        'ffv1',
        '--size',
        'analysis',
        '--analysis-size',
        '96',
        ...more,
      ],
    ];
    expect((await cli(...convert('one.mkv', '--jobs', '1'))).code).toBe(0);
    expect((await cli(...convert('two.mkv', '--jobs', '2'))).code).toBe(0);
    const interrupt = { when: /"frames":(5\d\d|6\d\d)/, signal: 'SIGINT' } as const;
    const args = convert('taken-up.mkv', '--resume', '--progress', 'json');
    expect((await runCli(args, { cwd: folder, interrupt })).code).toBe(130);
    expect(readdirSync(join(folder, 'taken-up.mkv.resume')).sort()).toEqual(['000000.maps', 'work.json']);
    const { code, stderr } = await cli(...args);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^long\.mp4: took up 1 of 2 segments from taken-up\.mkv\.resume$/m);
    const [one, ...others] = ['one.mkv', 'two.mkv', 'taken-up.mkv'].map((name) => readFileSync(join(folder, name)));
    for (const other of others) expect(other.equals(one!)).toBe(true);
    expect(timesOf(join(folder, 'one.mkv'))).toHaveLength(672);
    expect(files()).toEqual(['clip.mp4', 'long.mp4', 'one.mkv', 'taken-up.mkv', 'two.mkv']);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends at %s with exit code %d and leaves no file behind', async (signal, exit) => {
    const args = ['convert', 'clip.mp4', '--progress', 'json', '--size', '1920x1080', '--preset', 'veryslow'];
    const { code } = await runCli(args, { cwd: folder, interrupt: { when: /"frames":/, signal } });
    expect(code).toBe(exit);
    expect(files()).toEqual([basename(clip)]);
  });
});
