import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import {
  type ClipToSubmit,
  type ConvertResult,
  describeSystemError,
  InputError,
  OptionError,
  openSubmissions,
  type ReframeResult,
  type SubmittedVerb,
  submittedVerbs,
  type ThumbnailResult,
} from '../../index.js';
import { analyzeCommand } from './analyze.js';
import { convertCommand } from './convert.js';
import { overlayCommand } from './overlay.js';
import { reframeCommand } from './reframe.js';
import { reportCommand } from './report.js';
import { thumbnailCommand } from './thumbnail.js';

const commands = {
  convert: convertCommand,
  overlay: overlayCommand,
  analyze: analyzeCommand,
  reframe: reframeCommand,
  thumbnail: thumbnailCommand,
  report: reportCommand,
} as const;

/** Makes a verb that is submitted ready to read its command line. */
type Configure = (verb: Command, submit: Command) => void;

/** `saliency submit`: clips to workers, without waiting for them. */
export function submitCommand(signal: AbortSignal, configure: Configure): Command {
  const command = new Command('submit')
    .description('hand clips to workers and return at once; prints the id of the submission')
    .argument('<verb>', submittedVerbs.join(', '))
    .argument('[clips...]', 'clips, then the flags of the verb')
    .option('--from <file>', 'a list of clips, a path a line')
    .option('--json', 'print what was submitted as JSON')
    .allowUnknownOption();
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency submit convert *.mp4 -o /mnt/maps/ --queue redis://queue
  saliency submit overlay --from list.txt --crf 20 --queue redis://queue
  saliency jobs 1f2e3d4c5b6a --queue redis://queue --wait

saliency <verb> --help tells the flags of a verb. Clips and outputs have to be at the same paths on all machines.`,
    )
    .action(async () => {
      const [verb, ...words] = command.args;
      const { from, json } = command.opts<{ from?: string; json?: boolean }>();
      if (!submittedVerbs.includes(verb as SubmittedVerb)) {
        throw new OptionError(`expected one of ${submittedVerbs.join(', ')} to submit, got "${verb}"`);
      }
      const { clips, queue } = await read(verb as SubmittedVerb, [...words, ...listed(from)], signal, (made) =>
        configure(made, command),
      );
      if (queue === undefined) throw OptionError.of('queue', 'expected the address of a queue, got none');
      const submissions = await openSubmissions(queue);
      try {
        const submission = await submissions.submit(clips);
        process.stdout.write(`${json === true ? JSON.stringify(submission) : submission.id}\n`);
        if (json === true) return;
        const done = submission.clips.filter(({ state }) => state === 'done').length;
        const count = `${clips.length} ${clips.length === 1 ? 'clip' : 'clips'}`;
        process.stderr.write(`${count} submitted${done === 0 ? '' : `, ${done} of them done already`}\n`);
      } finally {
        await submissions.close();
      }
    });
}

/** The result of a verb that did nothing. */
const nothing: ConvertResult & Omit<ReframeResult & ThumbnailResult, keyof ConvertResult> = {
  ...{ frames: 0, outputs: [], commands: [], warnings: [], damage: undefined },
  ...{
    size: { width: 0, height: 0 },
    kept: 0,
    keptByCenter: 0,
    jerk: 0,
    shots: 0,
    paddedShots: 0,
    lost: [],
    stills: [],
  },
};

/** Reads the command line of a verb as the verb itself does, and notes what it would do. */
async function read(
  verb: SubmittedVerb,
  args: readonly string[],
  signal: AbortSignal,
  configure: (verb: Command) => void,
) {
  const clips: ClipToSubmit[] = [];
  const note = async (input: string, output: string | undefined, options: object = {}) => {
    clips.push({ verb, input, output, options: { ...options } });
    return nothing as never;
  };
  const command = commands[verb](signal, note).exitOverride();
  configure(command);
  await command.parseAsync([...args, '--quiet'], { from: 'user' });
  return { clips, queue: command.opts<{ queue?: string }>().queue };
}

/** The paths in a list: a line each, empty lines left out. */
function listed(path: string | undefined): string[] {
  if (path === undefined) return [];
  try {
    return readFileSync(path, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
  } catch (cause) {
    throw new InputError(`${path}: ${describeSystemError(cause as NodeJS.ErrnoException)}`, { cause });
  }
}
