import { describe, expect, it } from 'vitest';
import { runCli } from '../cli-run.js';

const verbs = ['convert', 'overlay', 'image', 'probe', 'models', 'doctor', 'completion'];

describe('saliency', () => {
  it('lists its verbs', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout.toString()).toMatch(new RegExp(`^  ${verb} `, 'm'));
  });

  it.each(['convert', 'overlay', 'image', 'probe', 'completion'])('shows examples in the help of %s', async (verb) => {
    const { code, stdout } = await runCli([verb, '--help']);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(new RegExp(`Examples?:\\n(.*\\n)*  saliency ${verb}`));
  });

  it.each([
    [['convrt', 'a.mp4'], /unknown command 'convrt'[\s\S]*Did you mean convert\?/],
    [['convert', 'a.mp4', '--overlya', 'b.mp4'], /unknown option '--overlya'[\s\S]*Did you mean --overlay\?/],
    [['convert'], /missing required argument 'inputs'/],
    [['convert', 'a.mp4', '--alpha', '1.2'], /^saliency: alpha: expected a number in \[0, 0\.999\], got 1\.2\n$/],
    [['convert', 'a.mp4', '--superpixels', 'many'], /superpixels: expected an integer in \[.*\], got "many"/],
    [
      ['convert', 'a.mp4', '--model', 'manifold'],
      /^saliency: model: unknown model "manifold"; did you mean manifold-ranking\?\n$/,
    ],
    [['overlay', 'a.mp4', '--colormap', 'jets'], /colormap: expected one of turbo, .*, got "jets"/],
    [['convert', 'a.mp4', '--start', 'soon'], /start: expected seconds or HH:MM:SS\.mmm, got "soon"/],
    [['convert', 'a.mp4', '--start', '3', '--end', '2'], /end: expected a time after the start \(3\), got 2/],
    [['convert', 'a.mp4', 'b.mp4', '-o', 'c.mp4'], /output: expected a folder for 2 inputs/],
    [['convert', '-'], /output: expected a path, since standard input has no name/],
    [['image', 'a.png', '--stages', '--overlay'], /expected --overlay or --stages, got both/],
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
