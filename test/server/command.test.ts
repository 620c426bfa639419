import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { program, runCli } from '../helpers/cli-run.js';
import { scratchFolder } from '../helpers/clips.js';

const folder = scratchFolder();
afterAll(() => folder.remove());

describe('saliency serve', () => {
  it.each([
    [
      ['--host', '0.0.0.0'],
      '--host: expected an address of this machine alone where no token is set, got 0.0.0.0; set --token-file',
    ],
    [['--port', 'http'], '--port: expected an integer in [0, 65535], got "http"'],
    [['--tls-cert', 'cert.pem'], '--tls-key: expected it beside --tls-cert'],
    [['--token-file', 'none.txt'], '--token-file: none.txt cannot be read: no such file or folder'],
    [['--allow', 'none'], '--allow: none: no such file or folder'],
    [['--keep', 'forever'], '--keep: expected a time such as 90s, 30m, 24h or 7d, got "forever"'],
    [['--nothing'], "unknown option '--nothing'"],
  ])('says what is wrong with %j', async (args, words) => {
    const { code, stderr } = await runCli(['serve', '--port', '0', ...args], { cwd: folder.path });
    expect([code, stderr.split('\n')[0]]).toEqual([2, expect.stringContaining(words)]);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('says that a port is in use', async () => {
    const other = createServer();
    const port = await new Promise<number>((done) => {
      other.listen(0, '127.0.0.1', () => done((other.address() as { port: number }).port));
    });
    const { code, stderr } = await runCli(['serve', '--port', String(port)], { cwd: folder.path });
    other.close();
    expect([code, stderr]).toEqual([
      2,
      `saliency: --port: ${port} is in use on 127.0.0.1; choose another, or 0 for any\n`,
    ]);
  });

  it('listens until it is told to stop, and logs in words or JSON', async () => {
    const args = ['serve', '--port', '0', '--log', 'json'];
    const child = spawn(process.execPath, [program, ...args], { cwd: folder.path, timeout: 30_000 });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => {
      stdout += text;
    });
    child.stderr.on('data', (text: Buffer) => {
      if (stderr === '') child.kill('SIGTERM');
      stderr += text;
    });
    const code = await new Promise((done) => child.once('close', (exit, signal) => done(exit ?? signal)));
    expect([code, stdout]).toEqual([0, '']);
    const events = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; url?: string });
    expect(events.map(({ event }) => event)).toEqual(['listening', 'stopping', 'stopped']);
    expect(events[0]!.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
