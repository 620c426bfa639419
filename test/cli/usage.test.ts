import { describe, expect, it } from 'vitest';
import { runCli } from '../helpers/cli-run.js';

const withExamples = [
  ...['convert', 'overlay', 'analyze', 'export', 'reframe', 'thumbnail', 'report', 'image', 'evaluate'],
  ...['probe', 'config', 'completion'],
  ...['probe', 'completion', 'view'],
];
const verbs = [...withExamples, 'models', 'doctor'];

describe('saliency', () => {
  it('lists its verbs', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout.toString()).toMatch(new RegExp(`^  ${verb} `, 'm'));
  });

  it.each(withExamples)('shows examples in the help of %s', async (verb) => {
    const { code, stdout } = await runCli([verb, '--help']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(new RegExp(`Examples?:\\n(.*\\n)*  saliency ${verb}`));
  });

  it.each(verbs)('shows the options of %s in groups, in one case, the usual ones first', async (verb) => {
    const { stdout } = await runCli([verb, '--help']);
    const help = stdout.toString().split(/\nExamples?:|\nFormats:/)[0]!;
    const groups = ['Options', 'Input', 'Model', 'Encoder', 'Output', 'Run'];
    const shown = Array.from(help.matchAll(/^(\w+):$/gm), ([, name]) => name!).filter((name) => name !== 'Arguments');
    expect(shown).toEqual(groups.filter((name) => shown.includes(name)));
    const first = help.split('\nOptions:\n')[1]!.split('\n\n')[0]!;
    expect(first.match(/^ {2}-/gm)!.length).toBeLessThanOrEqual(11); // ten, and --help
    const words = help.replaceAll(/\n {5,}/g, ' ').matchAll(/^ {2}-.*? {2,}(.*)$/gm);
    for (const [, text] of words) expect(text).toMatch(/^(?:[a-z]|B-frames).*[^.]$/);
  });

  it.each([
    [['convrt', 'a.mp4'], /unknown command 'convrt'[\s\S]*Did you mean convert\?/],
    [['convert', 'a.mp4', '--overlya', 'b.mp4'], /unknown option '--overlya'[\s\S]*Did you mean --overlay\?/],
    [['convert'], /missing required argument 'inputs'/],
    [['convert', 'a.mp4', '--alpha', '1.2'], /^saliency: --alpha: expected a number in \[0, 0\.999\], got 1\.2\n$/],
    [['convert', 'a.mp4', '--superpixels', 'many'], /superpixels: expected an integer in \[.*\], got "many"/],
    [
      ['convert', 'a.mp4', '--model', 'manifold'],
      /^saliency: --model: unknown model "manifold"; did you mean manifold-ranking\?\n$/,
    ],
    [['overlay', 'a.mp4', '--colormap', 'jets'], /colormap: expected one of turbo, .*, got "jets"/],
    [['convert', 'a.mp4', '--start', 'soon'], /start: expected seconds or HH:MM:SS\.mmm, got "soon"/],
    [['convert', 'a.mp4', '--start', '3', '--end', '2'], /end: expected a time after the start \(3\), got 2/],
    [['convert', 'a.mp4', 'b.mp4', '-o', 'c.mp4'], /output: expected a folder for 2 inputs/],
    [['convert', '-'], /output: expected a path, since standard input has no name/],
    [['image', 'a.png', '--stages', '--overlay'], /--stages: expected it or the option --overlay, got both/],
    [['analyze', 'a.mp4', '--export', 'otio,edk'], /--export: unknown value "edk"; did you mean edl\?/],
    [['analyze', 'a.mp4', '-o', 'a.xml'], /output: expected a format, or a name that ends in one of \.json/],
    [['analyze', 'a.mp4', '--safe-margin', '0.1'], /--safe-margin: expected quiet zones to be asked for too/],
    [['analyze', 'a.mp4', '-o', '-', '--json'], /json: expected an output other than -/],
    [['export', 'a.json', '--format', 'edk'], /format: expected one of otio, .*, got edk/],
    [['export', 'a.json', '-o', 'a.txt'], /format: expected one of avid, ae, since "a\.txt" does not tell/],
    [['reframe', 'a.mp4', '--aspect', 'tall'], /aspect: expected W:H between 1:10 and 10:1, such as 9:16/],
    [['reframe', 'a.mp4', '--path', 'b.mp4'], /path: expected a name that ends in one of \.json/],
    [['reframe', 'a.mp4', 'b.mp4', '--path', 'a.json'], /--path: expected one input for its file, got 2/],
    [['thumbnail', 'a.mp4', '--count', '0'], /count: expected an integer in \[1, 100\], got 0/],
    [['thumbnail', 'a.mp4', '-o', 'a.jpg'], /output: expected a folder for 5 stills, got "a\.jpg"/],
    [
      ['report', 'a.mp4', '-o', 'x.html', '--overlay', 'x.html'],
      /output: expected a path for each output, got two for "x\.html"/,
    ],
    [['overlay', 'a.mp4', '--bit-depth', '16'], /unknown option '--bit-depth'/],
    [['reframe', 'a.mp4', '--bit-depth', '16'], /unknown option '--bit-depth'/],
    [['image', 'a.png', '--progress', 'bar'], /unknown option '--progress'/],
    [['image', 'a.png', '--verbose'], /unknown option '--verbose'/],
    [['convert', 'a.mp4', '-o', 'b.mp4', '--format', 'mkv'], /format: expected mp4 for "b\.mp4", got mkv/],
    [['convert', 'a.mp4', '-o', 'b.mkv', '--format', 'png'], /format: expected mkv for "b\.mkv", got png/],
    [['overlay', 'a.mp4', '-o', 'b.webm', '--format', 'mp4'], /format: expected webm for "b\.webm", got mp4/],
    [['analyze', 'a.mp4', '-o', 'b.csv', '--format', 'json'], /format: expected csv for "b\.csv", got json/],
    [
      ['export', 'a.json', '-o', 'b.edl', '--format', 'otio'],
      /format: expected one with the extension of "b\.edl", got otio/,
    ],
    [
      ['thumbnail', 'a.mp4', '--count', '1', '-o', 'b.jpg', '--format', 'png'],
      /format: expected jpeg for "b\.jpg", got png/,
    ],
    [['convert', 'a.mp4', '--metadata', 'title'], /--metadata: expected names with values, .*got "title"/],
    [['overlay', 'a.mp4', '--metadata', '=x'], /--metadata: expected names with values/],
    [['convert', 'a.mp4', '-o', 'maps'], /--output: expected a name that ends in .*or the option --format png/],
    [['completion', 'tcsh'], /shell: expected one of bash, zsh, fish, got "tcsh"/],
  ])('answers %j with exit code 2 and words', async (args, message) => {
    const { code, stderr, stdout } = await runCli(args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stdout.length).toBe(0);
  });

  it('lists the models with their options', async () => {
    const { stdout } = await runCli(['models', '--json']);
    const [model] = JSON.parse(stdout.toString());
    expect(model).toMatchObject({ name: 'manifold-ranking', kind: 'object', options: { alpha: { type: 'number' } } });
  });

  it.each(['bash', 'zsh', 'fish'])('prints a completion for %s that knows verbs, flags and choices', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell]);
    expect(code).toBe(0);
    for (const word of ['convert', 'colormap', 'turbo']) expect(stdout.toString()).toContain(word);
  });
});
