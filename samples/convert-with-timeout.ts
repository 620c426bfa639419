// Converts a clip to a refined matte and an overlay in one pass, shows progress, and gives up after a minute.
//
//   npx tsx samples/convert-with-timeout.ts samples/street.mp4
import { mkdir } from 'node:fs/promises';
import { convert, FfmpegError } from 'video-saliency';

const [clip = 'samples/street.mp4'] = process.argv.slice(2);
await mkdir('out', { recursive: true });

try {
  const { frames, outputs, warnings } = await convert(clip, 'out/matte.mp4', {
    refine: true,
    overlay: { path: 'out/inferno.mp4', colormap: 'inferno', opacity: 0.8 },
    force: true,
    signal: AbortSignal.timeout(60_000),
    onProgress: ({ seconds, totalSeconds }) => {
      process.stderr.write(`\r${seconds.toFixed(1)} of ${totalSeconds?.toFixed(1) ?? '?'} s`);
    },
  });
  console.log(`\n${frames} frames in ${outputs.join(' and ')}`);
  for (const warning of warnings) console.log(warning);
} catch (error) {
  if (error instanceof FfmpegError && error.reason === 'incapable') {
    console.log(`\n${error.message}: leave refine out, or use a newer FFmpeg`);
  } else throw error;
}
