import { Command } from 'commander';
import { analysisFileOptions, resolveOptions, type WriteAnalysisOptions, writeAnalysis } from '../../index.js';
import { addWatchFlags, watchOptionsOf } from '../analysis-command.js';
import { addFlags, flagsOf } from '../flags.js';
import { runVerb } from '../run-verb.js';

/** `saliency analyze`: clips to numbers for every frame and shot. */
export function analyzeCommand(signal: AbortSignal, work: typeof writeAnalysis = writeAnalysis): Command {
  const command = new Command('analyze')
    .description('measure clips frame by frame: where the eye goes, shots, stills, room for titles')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option('-o, --output <path>', 'file (.json, .ndjson or .csv), folder/ for several inputs, - for standard output');
  addFlags(command, analysisFileOptions);
  return addWatchFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  saliency analyze clip.mp4                              clip.analysis.json
  saliency analyze clip.mp4 -o - | jq -c 'select(.type == "shot")'
  saliency analyze clip.mp4 -o frames.csv                a line a frame
  saliency analyze clip.mp4 --quiet-zones --safe-margin 0.05
  saliency analyze reel.mp4 --quiet-zones --safe-area reels
  saliency analyze clip.mov --export otio,fcpxml,edl     and clip.otio, clip.fcpxml, clip.edl`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const { format } = resolveOptions(analysisFileOptions, flagsOf(analysisFileOptions, values));
      const naming = { suffix: 'analysis', extensionOf: () => `.${format ?? 'json'}` };
      const options: WriteAnalysisOptions = {
        ...watchOptionsOf(values, signal),
        ...flagsOf(analysisFileOptions, values),
      };
      return runVerb({ command, inputs, values, naming, signal }, ({ input, output }, onProgress) =>
        work(input, output, { ...options, onProgress }),
      );
    });
}
