import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

describe('the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'saliency-package-'));
  let files: string[] = [];
  let packed = 0;

  function run(command: string, args: string[], cwd = folder): string {
    return execFileSync(command, args, { cwd, encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  beforeAll(() => {
    const pack = run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
    const [tarball] = JSON.parse(pack) as [{ filename: string; size: number; files: { path: string }[] }];
    files = tarball.files.map(({ path }) => path);
    packed = tarball.size;
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
    // What is optional, FFmpeg and the binaries of sharp, is not what is tested here.
    const flags = ['--omit=optional', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
    run(npm, ['install', join(folder, tarball.filename), ...flags]);
  }, 180_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds the built code, the program and the documents, and nothing else', () => {
    const documents = ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'SECURITY.md'];
    const others = files.filter((path) => !/^dist\/.*\.(js|d\.ts)$|^docs\/[\w-]+\.md$|^samples\//.test(path));
    expect(others.sort()).toEqual([...documents, 'package.json', 'bin/saliency.js'].sort());
    const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'bin/saliency.js'];
    const page = /^dist\/bundle\/page\/(index\.html|page\.css|icon\.svg|licenses\.txt|street\.mp4|(gaze|object)\.bin)$/;
    const others = files.filter((path) => !/^dist\/.*\.(js|d\.ts)$/.test(path) && !page.test(path));
    expect(others.sort()).toEqual(documents.sort());
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/index.d.ts',
        'dist/browser.d.ts',
        'dist/bundle/model-worker.js',
        'dist/bundle/onnx-model.js',
        'dist/bundle/element.js',
        'dist/page/element/saliency-overlay.d.ts',
        'dist/bundle/page/index.html',
        'dist/bundle/page/page-worker.js',
      ]),
    );
  });

  it('holds whatever its pages link to, and stays small', () => {
    const links = files.flatMap((path) => {
      if (!path.endsWith('.md')) return [];
      const text = readFileSync(join(root, path), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
      return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => ({ path, target: target! }));
    });
    const relative = links.filter(({ target }) => !/^([a-z]+:|#)/.test(target));
    expect(relative.length).toBeGreaterThan(20);
    const dead = relative.filter(({ path, target }) => {
      const wanted = posix.join(posix.dirname(path), target.replace(/#.*$/, ''));
      return !files.some((file) => file === wanted || file.startsWith(`${wanted.replace(/\/$/, '')}/`));
    });
    expect(dead).toEqual([]);
    expect(packed).toBeLessThan(2e6);
  });

  it('works from JavaScript', () => {
    const script = `
      import { createModel, OptionError } from 'video-saliency';
      import { OptionError as sameError, segment } from 'video-saliency/browser';
      const size = { width: 32, height: 24 };
      const rgb = Uint8Array.from({ length: 3 * 32 * 24 }, (_, i) => (i / 3) % 32 > 12 && (i / 3) % 32 < 20 ? 220 : 40);
      const model = await createModel('manifold-ranking', { ...size, superpixels: 20 });
      let maps = 0;
      model.push(rgb, (map) => { maps += map.length === 32 * 24; });
      model.flush(() => maps++);
      console.log(maps, segment({ rgb, ...size, superpixels: 20 }).length, OptionError === sameError);`;
    writeFileSync(join(folder, 'use.js'), script);
    expect(run(process.execPath, ['use.js']).trim()).toBe('1 768 true');
  });

  it('works from TypeScript, with types for everything', () => {
    const script = `
      import { type ConvertOptions, convert, type SaliencyMap, saliency } from 'video-saliency';
      const options: ConvertOptions = { analysisSize: 300, encoding: { crf: 20 }, overlay: { path: 'o.mp4', opacity: 0.5 } };
      export async function use(): Promise<SaliencyMap | undefined> {
        const { frames }: { frames: number } = await convert('in.mp4', 'out.mp4', options);
        for await (const { map } of saliency('in.mp4', { start: frames })) return map;
        // @ts-expect-error There is no such option.
        await convert('in.mp4', 'out.mp4', { colour: 'red' });
        return undefined;
      }`;
    writeFileSync(join(folder, 'use.ts'), script);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--noEmit', '--types', ''];
    expect(run(process.execPath, [tsc, ...flags, 'use.ts'])).toBe('');
  });

  describe('with the model of docs/write-a-model.md', () => {
    const page = readFileSync(join(root, 'docs/write-a-model.md'), 'utf8');
    const [module, call] = Array.from(page.matchAll(/^```js\n([\s\S]*?)^```$/gm), ([, code]) => code!);
    const program = join(folder, 'node_modules/.bin/saliency');
    beforeAll(() => {
      writeFileSync(join(folder, 'my-model.js'), module!);
      copyFileSync(join(root, 'samples/street.mp4'), join(folder, 'clip.mp4'));
    });

    it('lists it', () => {
      expect(module!.split('\n').length).toBeLessThan(40);
      expect(run(program, ['models', './my-model.js'])).toMatch(/^frequency-tuned\n[\s\S]*radius/m);
    });

    it('converts with it from the command line', () => {
      const flags = ['--model', './my-model.js', '--radius', '1', '--end', '0.2', '--analysis-size', '96', '--json'];
      const result = JSON.parse(run(program, ['convert', 'clip.mp4', ...flags, '-o', 'cli.mp4']));
      expect(result).toMatchObject({ frames: 5, warnings: [] });
    });

    it('converts with it from JavaScript', () => {
      const script = call!.replace(
        'modelOptions: { radius: 4 }',
        'modelOptions: { radius: 1 }, end: 0.2, analysisSize: 96',
      );
      writeFileSync(join(folder, 'call.js'), `${script}console.log('converted');`);
      expect(run(process.execPath, ['call.js'])).toBe('converted\n');
    });
  });

  it('installs the program', () => {
    const program = join(folder, 'node_modules/.bin/saliency');
    expect(run(program, ['models'])).toContain('manifold-ranking');
  });
});
