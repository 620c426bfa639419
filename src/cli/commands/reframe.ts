import { Command } from 'commander';
import { extensionFor, type ReframeClipOptions, type ReframeResult, reframe, reframeOptions } from '../../index.js';
import { addWatchFlags, watchOptionsOf } from '../analysis-command.js';
import { colorEncodingOptions } from '../clip-command.js';
import { addFlags, flagsOf } from '../flags.js';
import { runVerb } from '../run-verb.js';

/** `saliency reframe`: clips to another shape, the crop following attention. */
export function reframeCommand(signal: AbortSignal, work: typeof reframe = reframe): Command {
  const command = new Command('reframe')
    .description('crop clips to another shape; the crop follows attention, the sound stays')
    .argument('<inputs...>', 'clips, or folders of clips; - reads standard input')
    .option('-o, --output <path>', 'file, or folder/ for several inputs');
  addFlags(command, reframeOptions);
  addFlags(command, colorEncodingOptions);
  return addWatchFlags(command)
    .addHelpText(
      'after',
      `
Examples:
  saliency reframe clip.mp4 --aspect 9:16                clip.reframed.mp4, upright
  saliency reframe clip.mp4 --aspect 1:1 --preview       clip.preview.mp4: the crop drawn on the full clip
  saliency reframe clip.mp4 --size reels --fill blur     1080x1920; or shorts, square, portrait, cinema
  saliency reframe clip.mp4 --aspect 4:5 --path crop.json
  saliency reframe clip.mp4 --plan crop.json             with what was corrected in it
  saliency reframe clip.mov --path crop.fcpxml           keyframes for Final Cut Pro; .xml for Premiere
  saliency reframe clip.mp4 --path crop.cmd              FFmpeg's sendcmd, with the filter it is for`,
    )
    .action((inputs: string[]) => {
      const values = command.opts();
      const onlyPath = values.path !== undefined && values.output === undefined && values.preview !== true;
      const naming = {
        suffix: values.preview ? 'preview' : 'reframed',
        extensionOf: (input: string) => extensionFor(input, values.format),
      };
      // The path alone has a name already, which standard input has not.
      const asked = onlyPath ? { ...values, output: values.path } : values;
      const options: ReframeClipOptions = { ...watchOptionsOf(values, signal), ...flagsOf(reframeOptions, values) };
      const verb = { command, inputs, values: asked, naming, single: ['path', 'plan'], signal };
      return runVerb(verb, async ({ input, output }, onProgress) => {
        const result = await work(input, onlyPath ? undefined : output, { ...options, onProgress });
        return {
          ...result,
          notes: [
            values.plan === undefined ? describe(result) : tellPlan(result, values.plan),
            ...result.lost.map(tellLost),
          ],
        };
      });
    });
}

/** What a corrected crop keeps was not measured again. */
function tellPlan({ size }: ReframeResult, plan: string): string {
  return `${size.width}x${size.height}, cropped as ${plan} says`;
}

function tellLost({ index, firstFrame, lastFrame, words }: ReframeResult['lost'][number]): string {
  return `shot ${index} (frames ${firstFrame} to ${lastFrame}): ${words}`;
}

function describe({ size, kept, keptByCenter, jerk, shots, paddedShots }: ReframeResult): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const bars = paddedShots === 0 ? '' : `, bars in ${paddedShots} of ${shots} ${shots === 1 ? 'shot' : 'shots'}`;
  return `${size.width}x${size.height}, keeps ${percent(kept)} of what stands out (a crop in the middle: ${percent(keptByCenter)}), jerk ${jerk.toFixed(3)}${bars}`;
}
