import { Command } from 'commander';
import {
  binaryOptions,
  clipOptions,
  findBinaries,
  printable,
  probe,
  resolveOptions,
  type VideoInfo,
} from '../../index.js';
import { addFlags, flagsOf } from '../flags.js';
import { gatherInputs } from '../inputs/gather-inputs.js';
import { inputFlags } from '../inputs/input-flags.js';
import { writeRecord } from '../records.js';
import { eachOf } from '../run-each.js';

const probeFlags = { stream: clipOptions.stream, maxPixels: clipOptions.maxPixels };

/** `saliency probe`: what is known of a file before it is decoded. */
export function probeCommand(signal: AbortSignal): Command {
  const command = new Command('probe')
    .description('say what a file holds, as the decoder will see it')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option('--json', 'print JSON: of several clips a line for each');
  addFlags(command, inputFlags);
  addFlags(command, probeFlags);
  addFlags(command, binaryOptions);
  return command
    .addHelpText('after', '\nExamples:\n  saliency probe clip.mp4 --json\n  saliency probe rushes/ --include "*.mov"')
    .action(async (named: string[]) => {
      const { json = false, ...values } = command.opts();
      const { stream, maxPixels } = resolveOptions(probeFlags, flagsOf(probeFlags, values));
      const { include } = resolveOptions(inputFlags, flagsOf(inputFlags, values));
      const inputs = await gatherInputs(named, { kind: 'clips', include, output: undefined, signal });
      const binaries = await findBinaries(flagsOf(binaryOptions, values));
      const several = inputs.length > 1;
      const runs = inputs.map(({ path, folder }) => ({ input: path, output: '-', folder }));
      await eachOf(runs, { json: json && several }, signal, async ({ input }) => {
        const info = await probe(input, { binaries, stream, maxPixels, signal });
        if (json && several) writeRecord({ input, ok: true, ...info });
        else if (json) process.stdout.write(`${JSON.stringify(info, null, 2)}\n`);
        else process.stdout.write(`${describeInfo(info)}\n${several ? '\n' : ''}`);
        return undefined;
      });
    });
}

function describeInfo(info: VideoInfo): string {
  const ratio = ({ num, den }: { num: number; den: number }) => (den === 1 ? `${num}` : `${num}/${den}`);
  const rows: [string, string][] = [
    ['file', printable(info.path)],
    ['container', info.container],
    ['video', `${info.codec}, ${info.pixelFormat}, stream ${info.streamIndex} (of ${info.videoStreams.join(', ')})`],
    [
      'size',
      `${info.width}x${info.height}, turned by ${info.rotation}°, sample aspect ${info.sampleAspect.num}:${info.sampleAspect.den}`,
    ],
    [
      'rate',
      `${ratio(info.averageFrameRate)} frames a second on average, nominal ${ratio(info.frameRate)}, time base ${ratio(info.timeBase)}`,
    ],
    ['start', `${info.startTime} s`],
    ['duration', info.duration === undefined ? 'unknown' : `${info.duration} s`],
    [
      'color',
      Object.entries(info.color)
        .map(([tag, value]) => `${tag} ${value ?? 'unknown'}`)
        .join(', '),
    ],
    ['fields', info.fieldOrder ?? 'unknown'],
    ['sound', info.hasAudio ? 'yes' : 'no'],
    ['alpha', info.hasAlpha ? 'yes' : 'no'],
    ['timecode', info.startTimecode ?? 'none'],
  ];
  return rows.map(([name, value]) => `${name.padEnd(10)} ${value}`).join('\n');
}
