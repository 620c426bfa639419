import { Command } from 'commander';
import { printable, resolveOptions, runWorker, type WorkerLog, workerOptions } from '../../index.js';
import { addFlags, flagsOf } from '../flags.js';
import { runFlags } from '../run-options.js';

const { json, quiet } = runFlags;
const logFlags = { json: { ...json, summary: 'log as JSON, a line an event, on standard output' }, quiet } as const;

/** `saliency worker`: maps segments for clients on other machines. */
export function workerCommand(signal: AbortSignal): Command {
  const command = new Command('worker').description('map segments for clients on other machines, until told to stop');
  addFlags(command, workerOptions);
  addFlags(command, logFlags);
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency worker --queue redis://queue --store /mnt/saliency
  saliency worker --queue rediss://:password@queue --store s3://bucket/saliency --json
  saliency worker --queue redis://queue --store /mnt/saliency --segments 4 --joins 0

Clips, outputs and models are opened by their paths, which have to be the same on all machines. Whoever can write to the
queue decides what the worker reads and writes.`,
    )
    .action(async () => {
      const values = command.opts();
      const flags = resolveOptions(logFlags, flagsOf(logFlags, values));
      const log = flags.json ? logJson : flags.quiet ? () => {} : logWords;
      await runWorker({ ...flagsOf(workerOptions, values), log, signal });
    });
}

const logJson: WorkerLog = (event, details) => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...details })}\n`);
};

const logWords: WorkerLog = (event, details = {}) => {
  const words = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  const text = [event, ...words].join('  ');
  process.stderr.write(`${new Date().toISOString().slice(11, 23)}  ${printable(text)}\n`);
};
