import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OptionError } from '#lib/core/errors.js';
import { OutputFile } from '#lib/files/output-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'saliency-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('OutputFile', () => {
  it('gives the file its name only at the commit', async () => {
    const path = join(folder, 'out.png');
    const file = await OutputFile.prepare(path);
    expect(dirname(file.temporary)).toBe(folder);
    expect(extname(file.temporary)).toBe('.png');
    writeFileSync(file.temporary, 'new');
    expect(existsSync(path)).toBe(false);
    await file.commit();
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['out.png']);
  });

  it('leaves nothing behind when it is discarded, written to or not', async () => {
    const file = await OutputFile.prepare(join(folder, 'out.png'));
    await file.discard();
    writeFileSync(file.temporary, 'new');
    await file.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses to overwrite without force, and replaces with it', async () => {
    const path = join(folder, 'out.png');
    writeFileSync(path, 'old');
    await expect(OutputFile.prepare(path)).rejects.toThrow(OptionError);
    const file = await OutputFile.prepare(path, { force: true });
    writeFileSync(file.temporary, 'new');
    await file.commit();
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it.each([
    ['its own name', 'in.png'],
    ['another spelling of its name', './sub/../in.png'],
    ['a hard link', 'hard.png'],
    ['a symbolic link', 'soft.png'],
  ])('refuses to replace the input under %s, even with force', async (_name, output) => {
    const input = join(folder, 'in.png');
    writeFileSync(input, 'source');
    linkSync(input, join(folder, 'hard.png'));
    symlinkSync(input, join(folder, 'soft.png'));
    const prepared = OutputFile.prepare(`${folder}/${output}`, {
      force: true,
      inputs: [join(folder, 'other.png'), input],
    });
    await expect(prepared).rejects.toThrow(/is the input itself/);
  });

  it('refuses a folder that is missing or is a file', async () => {
    await expect(OutputFile.prepare(join(folder, 'none', 'out.png'))).rejects.toThrow(/does not exist/);
    writeFileSync(join(folder, 'file'), '');
    await expect(OutputFile.prepare(join(folder, 'file', 'out.png'))).rejects.toThrow(/is not a folder/);
  });

  it('refuses a folder or a device in place of a file', async () => {
    await expect(OutputFile.prepare(folder, { force: true })).rejects.toThrow(/exists and is not a file/);
    await expect(OutputFile.prepare('/dev/null', { force: true })).rejects.toThrow(/exists and is not a file/);
  });
});
