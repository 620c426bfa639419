import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { malformedRequest, misanswer } from '../helpers/malformed-requests.js';
import { ask } from '../helpers/raw-request.js';
import { type TestService, testService } from '../helpers/service.js';
import { randomNumbers } from '../reliability/mutate.js';

let service: TestService;
beforeAll(async () => {
  service = await testService({ maxUpload: '5KB', maxDisk: '30KB' });
});
afterAll(() => service.close());

describe('requests that are wrong', () => {
  it('crash nothing, are told of no path and no stack, and leave no file', async () => {
    const port = Number(new URL(service.url).port);
    const secrets = [service.data, process.cwd()];
    const upload = Buffer.alloc(5500, 'clip');
    const wrong: string[] = [];
    const statuses = new Set<number>();
    for (let i = 0; i < 200; i += 20) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, k) => {
          const request = malformedRequest(randomNumbers(7_000_003 + i + k), upload);
          const answer = await ask(port, request.parts, request.options);
          if (answer.status !== undefined) statuses.add(answer.status);
          const problem = misanswer(answer, secrets);
          if (problem !== undefined) wrong.push(`${i + k}, ${request.kind}: ${problem}`);
        }),
      );
    }
    expect(wrong).toEqual([]);
    // The requests did reach the service in their variety.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 404, 413, 415, 421]));
    expect(service.log.filter((line) => / error /.test(line))).toEqual([]);
    const listed = async () =>
      ((await (await service.fetch('/v1/uploads')).json()) as { uploads: { id: string }[] }).uploads;
    const kept = () => readdirSync(join(service.data, 'uploads')).sort();
    await expect.poll(kept).toEqual((await listed()).map(({ id }) => id).sort());
    for (const id of kept())
      expect(readdirSync(join(service.data, 'uploads', id)).sort()).toEqual(['content', 'record.json']);
    expect(readdirSync(service.data).sort()).toEqual(['jobs', 'service.pid', 'tmp', 'uploads']);
    expect(existsSync(join(service.data, 'jobs', 'x'))).toBe(false);
    expect((await service.fetch('/healthz')).status).toBe(200);
  });
});
