// npm run fuzz-service -- [count] [seed] [first]: requests and uploads that are wrong, over raw connections to one service,
// the same for a seed.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { malformedRequest, misanswer } from '../helpers/malformed-requests.js';
import { ask } from '../helpers/raw-request.js';
import { randomNumbers } from './mutate.js';
import { saliency } from './run-program.js';

const [count = 2000, seed = 1, first = 0] = process.argv.slice(2).map(Number);
/** Connections at a time. */
const together = 20;

const folder = mkdtempSync(join(tmpdir(), 'video-saliency-service-fuzz-'));
const data = join(folder, 'data');
const limits = ['--max-upload', '200KB', '--max-disk', '5MB', '--max-jobs', '3', '--port', '0', '--data', data];
const child = spawn(process.execPath, ['--unhandled-rejections=strict', saliency, 'serve', ...limits], { cwd: folder });
let [log, exit] = ['', undefined as number | string | undefined];
child.on('close', (code, signal) => {
  exit = code ?? signal ?? 'unknown';
});
child.stderr.setEncoding('utf8').on('data', (text: string) => {
  log += text;
});
for (let i = 0; i < 600 && !log.includes('listening') && exit === undefined; i++) await pause(50);
const url = /listening url=(\S+)/.exec(log)?.[1];
if (url === undefined) throw new Error(`the service did not start: ${log}`);

const clip = readFileSync(new URL('../../samples/street.mp4', import.meta.url)).subarray(0, 180_000);
const port = Number(new URL(url).port);
const statuses = new Map<number | 'none', number>();
let failures = 0;
const tell = (what: string) => {
  failures++;
  process.stdout.write(`${what}\n`);
};
const memory = [residentMegabytes()];
for (let i = first; i < first + count && exit === undefined; i += together) {
  const cases = Array.from({ length: Math.min(together, first + count - i) }, (_, k) => i + k);
  await Promise.all(
    cases.map(async (number) => {
      const request = malformedRequest(randomNumbers(seed * 1_000_003 + number), clip);
      const answer = await ask(port, request.parts, request.options);
      const status = answer.status ?? 'none';
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const wrong = misanswer(answer, [folder, process.cwd(), '/home/', '/root/']);
      if (wrong !== undefined)
        tell(`case ${number} (seed ${seed}), ${request.kind}: ${wrong}\n${answer.text.slice(0, 600)}`);
    }),
  );
  memory.push(residentMegabytes());
}
await pause(1000);
if (exit === undefined) {
  const { uploads } = (await (await fetch(`${url}/v1/uploads`)).json()) as { uploads: { id: string }[] };
  const kept = readdirSync(join(data, 'uploads')).filter((id) => !uploads.some((upload) => upload.id === id));
  if (kept.length > 0) tell(`left uploads ${kept.join(', ')}`);
  const open = existsSync(`/proc/${child.pid}/fd`) ? readdirSync(`/proc/${child.pid}/fd`).length : 0;
  process.stdout.write(`${uploads.length} uploads are kept, ${open} files and connections open\n`);
  const strange = readdirSync(folder).filter((name) => name !== 'data');
  if (strange.length > 0) tell(`left ${strange.join(', ')}`);
  child.kill('SIGTERM');
  for (let i = 0; i < 300 && exit === undefined; i++) await pause(50);
  if (exit !== 0) tell(`exit ${exit}`);
} else tell(`the service ended with ${exit}`);
for (const line of log.split('\n').filter((text) => /^\S+ error /.test(text))) tell(line);
const answers = [...statuses].sort().map(([status, times]) => `${status} ${times} times`);
process.stdout.write(`${count} cases of seed ${seed}: ${failures} failed; answered ${answers.join(', ')}; `);
process.stdout.write(
  `resident ${memory[0]} MB at first, ${Math.max(...memory)} MB at most, ${memory.at(-1)} MB at last\n`,
);
if (failures === 0) rmSync(folder, { recursive: true });
else process.stdout.write(`kept in ${folder}\n`);
process.exitCode = failures === 0 ? 0 : 1;
if (exit === undefined) child.kill('SIGKILL');

/** Memory of the service; 0 where the system does not say. */
function residentMegabytes(): number {
  const path = `/proc/${child.pid}/status`;
  if (!existsSync(path)) return 0;
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) / 1000);
}
