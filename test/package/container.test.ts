import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runCli } from '../helpers/cli-run.js';

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
const lint = createRequire(import.meta.url)('dockerfilelint') as {
  run(config: string, content: string): readonly { title: string; line: number }[];
};

/** A service of the compose file, as much of it as is looked at. */
interface ComposeService {
  readonly command: readonly string[];
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
}

const compose = parse(read('compose.yaml')) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};
const dockerfile = read('Dockerfile');
/** One instruction each, continued lines joined, comments left out. */
const instructions = dockerfile
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '');

/** Flags of a command line of the program, and those that the verb has. */
async function strangeFlags([verb = '', ...words]: readonly string[]): Promise<string[]> {
  const { code, stdout } = await runCli([verb, '--help']);
  expect([verb, code]).toEqual([verb, 0]);
  return words.filter((word) => word.startsWith('--') && !new RegExp(`${word}\\b`).test(stdout.toString()));
}

describe('the Dockerfile', () => {
  it('has nothing that a linter finds', () => {
    expect(lint.run('', dockerfile).map(({ title, line }) => `${title}, line ${line}`)).toEqual([]);
    // The linter does find things.
    expect(lint.run('', 'FROM node:latest\nRUN apt-get install x\n').length).toBeGreaterThan(1);
  });

  it('copies what is there, and what is not left out', () => {
    const copied = instructions
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied.length).toBeGreaterThan(3);
    for (const name of copied) {
      expect([name, existsSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)))]).toEqual([name, true]);
      expect(read('.dockerignore')).toMatch(new RegExp(`^!${name}$`, 'm'));
    }
  });

  it('runs as a user without rights, looks after its health, and has FFmpeg from the distribution', () => {
    expect(instructions.lastIndexOf('USER node')).toBeGreaterThan(
      instructions.findLastIndex((line) => line.startsWith('RUN ')),
    );
    expect(instructions.filter((line) => line.startsWith('HEALTHCHECK '))).toHaveLength(1);
    expect(dockerfile).toMatch(/apt-get install -y --no-install-recommends ffmpeg/);
  });

  it('starts the service with flags that it has', async () => {
    const words = JSON.parse(instructions.at(-1)!.replace('CMD ', '')) as string[];
    expect(words[0]).toBe('serve');
    expect(await strangeFlags(words)).toEqual([]);
  });
});

describe('the compose file', () => {
  it('mounts volumes that it declares, and waits for services that it has', () => {
    for (const { volumes, depends_on = {} } of Object.values(compose.services)) {
      for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(condition).toBe('service_healthy');
        expect(compose.services[name]?.healthcheck).toBeDefined();
      }
    }
  });

  it('shows the service to this machine alone, and not without a token', () => {
    const { service } = compose.services;
    expect(service!.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(service!.environment!.SALIENCY_TOKEN).toMatch(/^\$\{SALIENCY_TOKEN:\?.+\}$/);
  });

  it('gives the service and the workers the same queue, store and folders', () => {
    const { service, worker } = compose.services;
    const value = (words: readonly string[], flag: string) => words[words.indexOf(flag) + 1];
    expect(worker!.volumes).toEqual(service!.volumes);
    for (const flag of ['--queue', '--store']) expect(value(worker!.command, flag)).toBe(value(service!.command, flag));
    expect(Object.keys(compose.services)).toContain(new URL(value(service!.command, '--queue')!).hostname);
  });

  it.each(['service', 'worker'])('starts a %s with flags that it has', async (name) => {
    expect(await strangeFlags(compose.services[name]!.command)).toEqual([]);
  });
});
