import { expect, it } from 'vitest';
import { containerOf } from '#lib/video/encode/containers.js';
import { encodingOptions } from '#lib/video/encode/encoding-options.js';
import { requirements } from '#lib/video/encode/requirements.js';

it('names the encoder of every container and its sound, each once', () => {
  const names = requirements.map(({ kind, name }) => `${kind} ${name}`);
  expect(new Set(names).size).toBe(names.length);
  for (const format of encodingOptions.format.choices) {
    const { encoder, audio } = containerOf(format === 'png' ? 'pictures/' : `clip.${format}`, { format });
    expect(names).toContain(`encoder ${encoder}`);
    if (audio) expect(names).toContain(`encoder ${audio.encoder}`);
  }
  expect(requirements.find(({ name }) => name === 'libopus')?.neededFor).toBe('sound in webm');
  expect(requirements.find(({ name }) => name === 'libx265')?.neededFor).toContain('--codec hevc');
});
