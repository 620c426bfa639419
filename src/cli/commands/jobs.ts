import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import {
  OptionError,
  openSubmissions,
  optionTable,
  printable,
  queueOptions,
  resolveOptions,
  SaliencyError,
  type Submission,
  type SubmittedClip,
} from '../../index.js';
import { addFlags, flagsOf } from '../flags.js';

const jobsFlags = optionTable({
  queue: { ...queueOptions.queue, summary: 'the Redis or Valkey that clips were submitted to' },
  wait: { type: 'boolean', default: false, summary: 'wait until all clips of a submission have ended' },
  cancel: { type: 'boolean', default: false, summary: 'end the clips of a submission that are not done' },
  retry: { type: 'boolean', default: false, summary: 'hand in again what failed or was cancelled' },
  json: { type: 'boolean', default: false, summary: 'print JSON' },
});

const waitMs = 1000;
const open: readonly SubmittedClip['state'][] = ['waiting', 'mapping', 'encoding'];

/** `saliency jobs`: what has become of clips that were submitted. */
export function jobsCommand(signal: AbortSignal): Command {
  const command = new Command('jobs')
    .description('list what was submitted; wait for a submission, cancel it, or do again what failed')
    .argument('[id]', 'the id that submit printed');
  addFlags(command, jobsFlags);
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency jobs --queue redis://queue                    the latest submissions
  saliency jobs 1f2e3d4c5b6a --queue redis://queue       its clips, and why some failed
  saliency jobs 1f2e3d4c5b6a --queue redis://queue --wait`,
    )
    .action(async (id: string | undefined) => {
      const flags = resolveOptions(jobsFlags, flagsOf(jobsFlags, command.opts()));
      const asked = (['wait', 'cancel', 'retry'] as const).filter((name) => flags[name]);
      if (flags.queue === undefined) throw OptionError.of('queue', 'expected the address of a queue, got none');
      if (id === undefined && asked.length > 0)
        throw OptionError.of(asked[0]!, 'expected the id of a submission, got none');
      if (flags.cancel && asked.length > 1)
        throw OptionError.of('cancel', `expected it alone, got ${asked.join(', ')}`);
      const submissions = await openSubmissions(flags.queue);
      try {
        if (id === undefined) {
          const all = await submissions.list();
          print(flags.json ? all : all.map(summary));
          return;
        }
        let shown = flags.cancel
          ? await submissions.cancel(id)
          : flags.retry
            ? await submissions.retry(id)
            : await submissions.show(id);
        while (flags.wait && shown.clips.some(({ state }) => open.includes(state))) {
          await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
          shown = await submissions.show(id);
        }
        print(flags.json ? shown : [summary(shown), ...shown.clips.map(line)]);
        if (flags.wait) fail(shown);
      } finally {
        await submissions.close();
      }
    });
}

function print(what: unknown): void {
  const lines = Array.isArray(what) && what.every((one) => typeof one === 'string');
  process.stdout.write(lines ? what.map((text) => `${text}\n`).join('') : `${JSON.stringify(what)}\n`);
}

/** @throws the errors of the clips that were not done. */
function fail({ clips }: Submission): void {
  const errors = clips
    .filter(({ state }) => state !== 'done')
    .map(({ input, state, error = `is ${state}` }) => {
      return new SaliencyError('ERR_JOB', error.startsWith(input) ? error : `${input}: ${error}`);
    });
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors);
}

function summary({ id, verb, at, clips }: Submission): string {
  const counts = new Map<string, number>();
  for (const { state } of clips) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = Array.from(counts, ([state, count]) => `${count} ${state}`).join(', ');
  return `${id}  ${at.slice(0, 16).replace('T', ' ')}  ${verb}  ${clips.length} ${clips.length === 1 ? 'clip' : 'clips'}: ${states}`;
}

function line({ input, output, state, segments, progress, error, tries = [] }: SubmittedClip): string {
  const far =
    segments !== undefined
      ? ` ${segments.done} of ${segments.total} segments`
      : progress !== undefined
        ? ` ${progress.frames} frames`
        : '';
  const where = state === 'done' && output !== undefined ? ` → ${output}` : '';
  const why = error === undefined ? '' : `: ${error.startsWith(`${input}: `) ? error.slice(input.length + 2) : error}`;
  const told = tries.length > 1 ? tries.map((one) => `\n      ${printable(one)}`).join('') : '';
  return `  ${state.padEnd(9)}  ${printable(input)}${printable(where)}${far}${printable(why)}${told}`;
}
