import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { valuesToTake } from '#lib/cli/config/apply-config.js';
import { makeConfig } from '#lib/cli/config/config.js';
import { readConfigFiles } from '#lib/cli/config/config-files.js';
import { verbTables } from '#lib/cli/config/verbs.js';
import { createProgram } from '#lib/cli/program.js';
import { program, runCli } from '../helpers/cli-run.js';
import { scratchFolder } from '../helpers/clips.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const project = scratch.file('project/saliency.config.json');
const user = scratch.file('home/video-saliency/config.json');
const cwd = scratch.file('project/clips/day');

function write(path: string, content: object | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

const saliency = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runCli(args, { cwd, env: { SALIENCY_CONFIG: '', XDG_CONFIG_HOME: scratch.file('home'), ...env } });

/** The config as the program reads it in the working directory. */
function read(env: NodeJS.ProcessEnv = {}, preset?: string) {
  const all = { XDG_CONFIG_HOME: scratch.file('home'), ...env };
  const files = readConfigFiles(cwd, all, undefined);
  const made = createProgram({ signal: new AbortController().signal, files, env: all });
  return { program: made, config: makeConfig(files, all, verbTables(made), preset) };
}

const problemsOf = () => read().config.problems.map(({ message }) => message.replace(`${project}: `, ''));

/** What holds for a verb: for each option that is set, the value and where it is from. */
function held(verb: string, env: NodeJS.ProcessEnv = {}, preset?: string): Record<string, [unknown, string]> {
  const { program: verbs, config } = read(env, preset);
  expect(config.problems).toEqual([]);
  const values = valuesToTake(verbs.commands.find((command) => command.name() === verb)!, config);
  return Object.fromEntries([...values].map(([name, { value, from }]) => [name, [value, from]]));
}

beforeAll(() => mkdirSync(cwd, { recursive: true }));
beforeEach(() => {
  write(project, {});
  write(user, {});
});

describe('the config', () => {
  it('counts environment before preset before project before user, and a section before what stands above it', async () => {
    write(user, { jobs: 2, analysisSize: 300, gop: 10, timeout: 60 });
    write(project, {
      analysisSize: 200,
      gop: 20,
      convert: { gop: 30 },
      presets: { fast: { gop: 40, timeout: 50 } },
    });
    expect(held('convert', { SALIENCY_TIMEOUT: '7' }, 'fast')).toEqual({
      timeout: [7, 'SALIENCY_TIMEOUT'],
      gop: [40, `${project}: presets.fast.gop`],
      analysisSize: [200, `${project}: analysisSize`],
      jobs: [2, `${user}: jobs`],
    });
    expect(held('convert').gop).toEqual([30, `${project}: convert.gop`]);
    expect(held('overlay').gop).toEqual([20, `${project}: gop`]);
  });

  it('is used by verbs, below their flags, and named where it is wrong', async () => {
    write(project, { end: 3, format: 'mkv', crf: 20, convert: { start: 5 } });
    const wrong = await saliency(['convert', 'a.mp4']);
    expect(wrong.stderr).toBe(`saliency: --end: expected a time after the start (5), got 3 (set by ${project}: end)\n`);
    expect(wrong.code).toBe(2);
    // A flag that says the same in another way stands above, too; what is wrong is then the file alone.
    const right = await saliency(['convert', 'a.mp4', '--duration', '1', '-o', 'a.webm', '--bitrate', '1M']);
    expect(right.stderr).toMatch(/^saliency: a\.mp4: no such file/);
    expect(right.code).toBe(3);
    const taken = await saliency(['convert', 'a.mp4', '--config', 'none', '--start', '9', '--end', '4']);
    expect(taken.stderr).toMatch(/after the start \(9\), got 4\n$/);
  });

  it('takes back by a flag what it has switched on', async () => {
    write(project, { json: true, quiet: true });
    expect((await saliency(['models'])).stdout.toString()).toMatch(/^\[/);
    expect((await saliency(['models', '--no-json'])).stdout.toString()).toMatch(/^manifold-ranking/);
  });

  it('leaves out what another verb or model is meant by', async () => {
    write(project, { size: 'reels', count: 3, superpixels: 100, latency: 2, fuse: 'max', metadata: { title: 'x' } });
    expect(Object.keys(held('reframe')).sort()).toEqual(['latency', 'metadata', 'size', 'superpixels']);
    // No size of a saliency video is called so, and the model of overlays has no superpixels.
    expect(Object.keys(held('overlay')).sort()).toEqual(['latency', 'metadata']);
    expect(Object.keys(held('overlay', { SALIENCY_MODEL: 'gaze,manifold-ranking' })).sort()).toEqual([
      'fuse',
      'latency',
      'metadata',
      'model',
      'superpixels',
    ]);
    expect(Object.keys(held('thumbnail'))).toContain('count');
  });

  it('reads paths from the folder that its file is in', async () => {
    write(project, { output: 'out/{name}.{ext}', convert: { overlay: 'heat.mp4', output: 'maps/' } });
    const found = held('convert');
    expect(found.output![0]).toBe(`${scratch.file('project/maps')}/`);
    expect(found.overlay![0]).toBe(scratch.file('project/heat.mp4'));
    expect(held('report').output![0]).toBe(scratch.file('project/out/{name}.{ext}'));
  });

  it('chooses a preset in the file, in the environment or by a flag', async () => {
    write(user, { preset: 'slow', presets: { slow: { jobs: 1 }, fast: { jobs: 4 } } });
    write(project, { presets: { fast: { jobs: 8 } } });
    expect(held('convert').jobs).toEqual([1, `${user}: presets.slow.jobs`]);
    expect(held('convert', { SALIENCY_PRESET_NAME: 'fast' }).jobs![0]).toBe(8);
    expect(held('convert', { SALIENCY_PRESET_NAME: 'fast' }, 'none').jobs).toBeUndefined();
    // The encoder's own preset is not meant.
    expect(held('convert').preset).toBeUndefined();
    const { stderr, code } = await saliency(['convert', 'a.mp4', '--preset-name', 'fats']);
    expect(stderr).toMatch(/--preset-name: expected one of fast, slow, got "fats"/);
    expect(code).toBe(2);
  });

  it('refuses all that no option takes, with the file and the key', async () => {
    write(project, {
      codex: 'h264',
      crf: 900,
      convert: { count: 3, jobs: 'two' },
      thumbnail: 3,
      image: { overlay: 'yes' },
      preset: 3,
      presets: { x: { gop: 0.5 }, y: [] },
      modle: null,
    });
    const { stderr, code, stdout } = await saliency(['config', '--check']);
    const lines = stderr.trimEnd().split('\n');
    const expected = [
      'preset: expected the name of a preset',
      'codex: unknown option; did you mean codec?',
      'crf: expected a number in [0, 63], got 900',
      'convert.count: convert has no such option, thumbnail has',
      'convert.jobs: expected an integer in [1, 64], got "two"',
      'thumbnail: expected an object of options',
      'image.overlay: expected true or false, got "yes"',
      'modle: unknown option; did you mean model?',
      'presets.x.gop: expected an integer in [1, 10000], got 0.5',
      'presets.y: expected an object of options',
    ];
    expect(lines.map((line) => line.replace(`saliency: ${project}: `, ''))).toEqual(expected);
    expect(code).toBe(2);
    expect(stdout.length).toBe(0);
    // A verb tells of the first, and does nothing; its help is there all the same.
    expect((await saliency(['models'])).code).toBe(2);
    expect((await saliency(['models', '--help'])).code).toBe(0);
  });

  it.each([
    ['{', /^is not JSON \(.+\)$/],
    ['[]', /^expected an object of options$/],
    ['{"zzzzzzzzzzzz": 1}', /^zzzzzzzzzzzz: unknown option; known are .{1,400} others, see the help$/],
  ])('refuses %s in few words', (content, message) => {
    write(project, content);
    expect(problemsOf()).toEqual([expect.stringMatching(message)]);
  });

  it('refuses values of the environment that no option takes', async () => {
    const { stderr, code } = await saliency(['models'], { SALIENCY_JOBS: 'many' });
    expect(stderr).toBe('saliency: SALIENCY_JOBS: expected an integer in [1, 64], got "many"\n');
    expect(code).toBe(2);
    const check = await saliency(['config', '--check'], { SALIENCY_JOB: '2' });
    expect(check.stderr).toMatch(/SALIENCY_JOB: stands for no option/);
    expect(check.stdout.toString()).toBe('nothing is wrong\n');
  });

  it('runs no code that a found file names, but what a named one does', async () => {
    const module = `export default { name: 'mine', summary: 's', reference: 'r', kind: 'object',
      options: { warmth: { type: 'number', min: 0, max: 1, default: 0, summary: 'w' } }, create() { throw new Error() } };
      console.log('ran');`;
    write(scratch.file('project/mine.js'), module);
    write(scratch.file('project/package.json'), { type: 'module' });
    write(project, { model: './mine.js' });
    const found = await saliency(['models']);
    expect(found.stderr).toMatch(
      /saliency\.config\.json: model: is read from the config of the user, .* not from a file that is found/,
    );
    expect(found.stdout.toString()).not.toContain('ran');
    const path = scratch.file('project/other.json');
    write(path, { model: './mine.js', warmth: 0.5 });
    const chosen = await saliency(['config', '--config', path, 'convert']);
    expect(chosen.stdout.toString()).toContain('ran');
    expect(chosen.stdout.toString()).toMatch(/warmth +0\.5 /);
    write(path, { ffmpeg: 'bin/ffmpeg', warmth: 0.5 });
    expect((await saliency(['config', '--check', '--config', path])).stderr).toMatch(/warmth: unknown option/);
  });

  it.skipIf(process.getuid?.() !== 0)('does not read a file of another user (to be tried by root)', async () => {
    const { chownSync } = await import('node:fs');
    write(project, { jobs: 5 });
    chownSync(project, 12345, 12345);
    const { stdout, stderr } = await saliency(['config']);
    expect(stdout.toString()).not.toContain('jobs');
    expect(stderr).toMatch(/belongs to another user and is not read/);
    chownSync(project, 0, 0);
  });

  it('is none where no file can be looked for', async () => {
    write(scratch.file('a-file'), '');
    const { stdout, code } = await saliency(['config'], {
      XDG_CONFIG_HOME: scratch.file('a-file'),
      SALIENCY_CONFIG: '',
    });
    expect(stdout.toString()).toContain(project);
    expect(code).toBe(0);
    const gone = `cd "$(mktemp -d)" && rmdir "$PWD" && exec "${process.execPath}" "${program}" --version`;
    if (process.platform !== 'win32') expect(execFileSync('sh', ['-c', gone]).toString()).toMatch(/^\d+\./);
  });

  it('holds for a verb that is submitted, but for what is printed', async () => {
    write(project, { json: true, convert: { start: 5 } });
    const env = { SALIENCY_QUEUE: 'redis://127.0.0.1:1' };
    const { stderr, stdout } = await saliency(['submit', 'convert', 'a.mp4', '-o', 'b.mp4'], env);
    expect(stderr).toMatch(/the queue redis:\/\/127\.0\.0\.1:1 cannot be reached/);
    expect(stdout.length).toBe(0);
  });

  it('opens nothing to others by a file that is found', () => {
    write(project, { serve: { host: '0.0.0.0', port: 80 }, queue: 'redis://elsewhere', ffmpeg: './evil' });
    expect(problemsOf().map((problem) => problem.replace(/: .*/, ''))).toEqual(['serve.host', 'queue', 'ffmpeg']);
  });

  it('is shown in words', async () => {
    write(project, { jobs: 3, presets: { fast: { jobs: 4 } } });
    const { stdout } = await saliency(['config', 'analyze', '--preset-name', 'fast']);
    const text = stdout.toString();
    expect(text).toContain(`project  ${project}`);
    expect(text).toMatch(/^preset {3}fast, chosen by --preset-name$/m);
    expect(text).toMatch(/^ {2}jobs +4 +\S+saliency\.config\.json: presets\.fast\.jobs$/m);
    expect(text).toMatch(/^ {2}strict +false +default$/m);
    const all = (await saliency(['config'])).stdout.toString();
    expect(all).toMatch(/^convert\n {2}jobs +3 /m);
    expect(all).not.toContain('strict');
    expect((await saliency(['config', 'cnvert'])).stderr).toMatch(/verb: expected one of convert, /);
  });
});

describe('the schema of configs', () => {
  it('takes what the program takes, and refuses what it refuses', async () => {
    const { stdout } = await saliency(['config', '--schema']);
    expect(stdout.length).toBeLessThan(150_000);
    const validate = new Ajv({ strict: false }).compile(JSON.parse(stdout.toString()));
    const takes = (config: object) => validate(config);
    const good = [
      {},
      { $schema: 'x', preset: 'fast', presets: { fast: { jobs: 2, convert: { preset: 'slow' } } } },
      {
        overlay: { colormap: 'magma' },
        image: { overlay: true },
        export: ['otio'],
        metadata: { title: 'x' },
        start: '1:30',
      },
      { overlay: 'heat.mp4', refine: false, bitDepth: 16, output: 'x/{name}.{ext}' },
    ];
    const bad = [
      { jobs: 0 },
      { jobs: 'two' },
      { convert: { count: 3 } },
      { overlay: { colormap: 'jets' } },
      { codex: 1 },
      { preset: 3 },
      { presets: { x: { presets: {} } } },
      { config: 'x' },
    ];
    for (const config of good) expect([takes(config), config]).toEqual([true, config]);
    for (const config of bad) expect([takes(config), config]).toEqual([false, config]);
    for (const config of [...good.slice(2), ...bad]) {
      write(project, config);
      expect([problemsOf().length === 0, config]).toEqual([takes(config), config]);
    }
  });
});

it('completes no flag that the help does not show', async () => {
  const { stdout } = await runCli(['completion', 'bash']);
  expect(stdout.toString()).toMatch(/ config\) words='.*--schema/);
  expect(stdout.toString()).toContain('--preset-name');
  expect(stdout.toString()).not.toContain('--no-force');
});
