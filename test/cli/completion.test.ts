import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { program } from '../helpers/cli-run.js';

const noZsh = spawnSync('zsh', ['--version']).status !== 0;

/** Types into a zsh that has done `setup`, up to a Tab and a word behind it; prints what then stands on its line. */
const typing = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "$1; PROMPT=; print REA''DY"
zpty -r -m shell line '*READY*'
zpty -w -n shell $': ; saliency conv\\t-end\\n'
zpty -r -m shell line '*-end*'
print -r -- "$line"`;

describe.skipIf(noZsh)(`the completion in zsh${noZsh ? ' (no zsh here)' : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'saliency-zsh-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, '_saliency');
  if (!noZsh) writeFileSync(script, execFileSync(process.execPath, [program, 'completion', 'zsh']));

  it.each([
    ['found in a folder', `fpath=(${folder} $fpath); autoload -Uz compinit; compinit -u -D`],
    ['read', `autoload -Uz compinit; compinit -u -D; source ${script}`],
  ])('completes at the first Tab where it is %s', (_, setup) => {
    const line = execFileSync('zsh', ['-f', '-c', typing, 'zsh', setup], { encoding: 'utf8', timeout: 20_000 });
    expect(line).toContain('saliency convert');
  });
});
