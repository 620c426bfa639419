import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { clipOptions } from '#lib/clip/clip-options.js';
import { resolveOptions } from '#lib/core/options.js';
import { readJobRequest } from '#lib/server/api/job-request.js';
import { openApi } from '#lib/server/api/openapi.js';
import { type VerbName, verbNames, verbs } from '#lib/server/api/verbs.js';
import { limitsOf } from '#lib/server/limits.js';
import { serveOptions } from '#lib/server/serve-options.js';
import { runCli } from '../helpers/cli-run.js';

const description = openApi() as {
  components: { schemas: Record<string, { properties: Record<string, { properties: Record<string, unknown> }> }> };
  paths: Record<string, object>;
};
const limits = limitsOf(resolveOptions(serveOptions));
const upload = 'a'.repeat(32);

describe('the description of the service', () => {
  it('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(description)));
    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  it('is printed by the program', async () => {
    const { code, stdout } = await runCli(['serve', '--openapi']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout.toString())).toEqual(JSON.parse(JSON.stringify(description)));
  });

  it.each(verbNames)('names every option of %s', (name) => {
    const title = `${name[0]!.toUpperCase()}${name.slice(1)}Job`;
    const told = Object.keys(description.components.schemas[title]!.properties.options!.properties);
    expect(told).toEqual(Object.keys(verbs[name].options));
    const ofClips = Object.keys(clipOptions).filter((option) => option !== 'timeout');
    if (!['image', 'probe', 'export'].includes(name)) expect(told).toEqual(expect.arrayContaining(ofClips));
  });

  it('takes and refuses what the service does', () => {
    const ajv = new Ajv2020({ strict: false, discriminator: false });
    ajv.addSchema(JSON.parse(JSON.stringify({ $id: 'api', ...description })));
    const fits = ajv.compile({ $ref: 'api#/components/schemas/JobRequest' });
    const input = { upload };
    for (const body of [
      { verb: 'overlay', input },
      { verb: 'overlay', input: { path: 'a/b.mp4' }, options: { opacity: 0.5, start: '00:01', model: 'gaze' } },
      {
        verb: 'convert',
        input,
        options: { overlay: { colormap: 'hot', format: 'mkv' }, analysis: true, metadata: { title: 'x' } },
      },
      { verb: 'cutout', input, files: { background: { upload } } },
      { verb: 'overlay' },
      { verb: 'overlay', input: {} },
      { verb: 'overlay', input, more: 1 },
      { verb: 'none', input },
      { verb: 'overlay', input, options: { opacity: 2 } },
      { verb: 'overlay', input, options: { nothing: 2 } },
      { verb: 'overlay', input, options: { codec: '/x' } },
      { verb: 'convert', input, options: { overlay: { path: 'x' } } },
      { verb: 'convert', input, files: { background: { upload } } },
      [],
      null,
    ]) {
      const accepted = (() => {
        try {
          return readJobRequest(body, limits) !== undefined;
        } catch (error) {
          expect((error as Error).name).toBe('Problem');
          return false;
        }
      })();
      expect([body, fits(body)]).toEqual([body, accepted]);
    }
  });

  it('offers no option that names a file, a program or a machine', () => {
    // Texts that are checked against no form could be paths: a new one has to be thought of here.
    for (const name of verbNames as readonly VerbName[]) {
      const free = Object.entries(verbs[name].options).filter(
        ([, spec]) => spec.type === 'text' && spec.pattern === undefined && spec.accepts === undefined,
      );
      expect(free).toEqual([]);
      const refused = ['ffmpeg', 'ffprobe', 'weights', 'queue', 'store', 'force', 'dryRun', 'plan', 'config'];
      expect(Object.keys(verbs[name].options).filter((option) => refused.includes(option))).toEqual([]);
    }
  });
});
