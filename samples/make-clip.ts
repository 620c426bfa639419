// Makes samples/street.mp4, a clip that is drawn and composed by the code in samples/clip, with FFmpeg as the encoder.
//
//   npx tsx samples/make-clip.ts                  writes samples/street.mp4
//   npx tsx samples/make-clip.ts --masks FOLDER   writes FOLDER/00000.png …: white where an object moves, black elsewhere
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { frameCount, frameRate, height, Scene, width } from './clip/scene.js';
import { makeSound, sampleRate } from './clip/sound.js';

const { values } = parseArgs({ options: { masks: { type: 'string' } } });
if (values.masks === undefined) await makeClip(join(import.meta.dirname, 'street.mp4'));
else await makeMasks(values.masks);

async function makeClip(path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'street-'));
  try {
    const sound = join(folder, 'sound.raw');
    writeFileSync(sound, makeSound());
    const audio = ['-f', 's16le', '-ar', `${sampleRate}`, '-ac', '2', '-i', sound, '-c:a', 'aac', '-b:a', '96k'];
    const matrix = 'scale=out_color_matrix=bt709:out_range=tv';
    const colors = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    const video = ['-c:v', 'libx264', '-preset', 'veryslow', '-crf', '22', '-pix_fmt', 'yuv420p', '-vf', matrix];
    const exact = ['-fflags', '+bitexact', '-flags', '+bitexact', '-movflags', '+faststart'];
    await encode('rgb24', [...audio, ...video, ...colors, ...exact, path], (scene, frame) => scene.draw(frame).rgb);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function makeMasks(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await encode('gray', ['-start_number', '0', join(folder, '%05d.png')], (scene, frame) => scene.draw(frame).mask);
}

/** Feeds all frames of the scene to FFmpeg. */
async function encode(
  pixels: string,
  output: string[],
  draw: (scene: Scene, frame: number) => Uint8Array,
): Promise<void> {
  const input = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    pixels,
    '-s',
    `${width}x${height}`,
    '-r',
    `${frameRate}`,
    '-i',
    'pipe:0',
  ];
  const ffmpeg = spawn(process.env.FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', '-y', ...input, ...output], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const closed = once(ffmpeg, 'close');
  const scene = new Scene();
  for (let frame = 0; frame < frameCount; frame++) {
    // A copy, because the pipe may still hold the frame when the scene draws the next one.
    if (!ffmpeg.stdin.write(draw(scene, frame).slice())) await Promise.race([once(ffmpeg.stdin, 'drain'), closed]);
  }
  ffmpeg.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`FFmpeg ended with exit code ${code}`);
}
