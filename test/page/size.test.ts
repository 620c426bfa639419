import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { root } from '../structure/sources.js';

const folder = join(root, '..', 'dist/bundle/page');

describe('the files of the page', () => {
  const names = readdirSync(folder);

  it('are less than 600 kB compressed, the sample clip and the licenses left out', () => {
    const needed = names.filter((name) => !['street.mp4', 'licenses.txt'].includes(name));
    const sizes = needed.map((name) => gzipSync(readFileSync(join(folder, name)), { level: 9 }).length);
    expect(sizes.length).toBeGreaterThan(8);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
  });

  it('name no other origin that could be asked for something', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(readFileSync(join(folder, 'page.css'), 'utf8')).not.toMatch(/url\((?!data:)/);
  });

  it('say whose work is in them', () => {
    const licenses = readFileSync(join(folder, 'licenses.txt'), 'utf8');
    for (const name of ['mediabunny', 'uplot', 'fflate']) expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(licenses).toContain('Mozilla Public License');
  });
});
