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

const probeFlags = { stream: clipOptions.stream, maxPixels: clipOptions.maxPixels };

/** `saliency probe`: what is known of a file before it is decoded. */
export function probeCommand(signal: AbortSignal): Command {
  const command = new Command('probe')
    .description('say what a file holds, as the decoder will see it')
    .argument('<file>', 'clip; - reads standard input')
    .option('--json', 'print JSON');
  addFlags(command, probeFlags);
  addFlags(command, binaryOptions);
  return command.addHelpText('after', '\nExample:\n  saliency probe clip.mp4 --json').action(async (file: string) => {
    const values = command.opts();
    const { stream, maxPixels } = resolveOptions(probeFlags, flagsOf(probeFlags, values));
    const binaries = await findBinaries(flagsOf(binaryOptions, values));
    const info = await probe(file, { binaries, stream, maxPixels, signal });
    process.stdout.write(values.json ? `${JSON.stringify(info, null, 2)}\n` : `${describeInfo(info)}\n`);
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
