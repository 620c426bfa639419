import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { buildArguments } from '#lib/video/ffmpeg/command.js';
import { capture, FfmpegProcess } from '#lib/video/ffmpeg/process.js';
import { binaries, scratchFolder } from '../../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);

describe('buildArguments', () => {
  it('keeps every option whole, with spaces and quotes in it', () => {
    const args = buildArguments({
      inputs: [{ options: ['-f', 'nut'], source: 'pipe:0' }],
      filterGraph: "[0:v]setpts='PTS + 1'[out]",
      output: { options: ['-map', '[out]', '-metadata', 'title=a b'], target: 'file:/tmp/a b.mp4' },
    });
    expect(args.slice(0, 4)).toEqual(['-f', 'nut', '-i', 'pipe:0']);
    expect(args).toContain("[0:v]setpts='PTS + 1'[out]");
    expect(args.slice(-5)).toEqual(['-map', '[out]', '-metadata', 'title=a b', 'file:/tmp/a b.mp4']);
  });
});

describe('FfmpegProcess', () => {
  it('tells a program that cannot be started from one that failed', async () => {
    const absent = await capture('/nowhere/ffmpeg', []);
    expect(absent.error).toBeDefined();
    const failed = await capture(binaries.ffmpeg.path, ['-i', 'file:/nowhere.mp4']);
    expect(failed).toMatchObject({ error: undefined, signal: null });
    expect(failed.code).not.toBe(0);
    expect(failed.stderr).toContain('No such file');
  });

  it('names the filter that a build lacks', async () => {
    const args = ['-f', 'lavfi', '-i', 'color=s=16x16:d=0.1', '-vf', 'wishful', '-f', 'null', '-'];
    const child = new FfmpegProcess(binaries.ffmpeg.path, ['-v', 'error', ...args]);
    child.stdin.end();
    child.stdout.resume();
    const failure = child.failure('did not work', await child.exited);
    expect(failure).toMatchObject({
      reason: 'incapable',
      message: expect.stringContaining('filter wishful'),
      command: [binaries.ffmpeg.path, '-v', 'error', ...args],
      exitCode: expect.any(Number),
      stderr: expect.arrayContaining([expect.stringContaining('wishful')]),
    });
    expect(failure.exitCode).not.toBe(0);
  });

  it.skipIf(process.platform === 'win32')('kills a child that shows no sign of life', async () => {
    const idle = scratch.file('idle');
    writeFileSync(idle, '#!/bin/sh\nexec sleep 30\n');
    chmodSync(idle, 0o755);
    const child = new FfmpegProcess(idle, [], { stallTimeoutMs: 50 });
    const exit = await child.awaiting(child.exited);
    expect(child.failure('started', exit)).toMatchObject({ reason: 'stalled', command: [idle], exitCode: undefined });
  });

  it('ends its child when it is aborted', async () => {
    const controller = new AbortController();
    const child = new FfmpegProcess(binaries.ffmpeg.path, ['-f', 'lavfi', '-i', 'color', '-f', 'null', '-'], {
      signal: controller.signal,
    });
    controller.abort();
    expect((await child.exited).signal).toBe('SIGKILL');
  });
});
