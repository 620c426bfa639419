import { canEncodeVideo, Mp4OutputFormat, Output, VideoSample, VideoSampleSource, WebMOutputFormat } from 'mediabunny';
import { InputError, OptionError, type ReframePlan } from '../../browser.js';
import type { CallContext } from './call-context.js';
import type { ClipSource, ShownPicture } from './clip-source.js';
import { CropPainter } from './crop-painter.js';
import type { ExportedVideo, ExportRequest } from './export-request.js';
import { FramePainter } from './frame-painter.js';
import type { OpenedClip } from './opened-clip.js';
import type { PictureCount } from './picture-count.js';
import { addSound, type SoundCopy } from './sound-copy.js';
import { toI420 } from './to-i420.js';
import { videoTarget } from './video-target.js';

/** A video is made of these. */
export interface ExportWork extends Pick<CallContext, 'signal' | 'progress'> {
  readonly clip: OpenedClip;
  readonly source: ClipSource;
  readonly request: ExportRequest;
  /** The plan of a crop. */
  readonly plan: ReframePlan | undefined;
  /** Gives the map of a frame, once it is made; undefined where there is none. */
  levelsOf(index: number): Promise<Uint8Array | undefined>;
  readonly count: PictureCount;
}

/** Bits a second of each pixel and frame: plain to see through at any size. */
const BITS_PER_PIXEL = 0.12;
/** BT.709 of limited range: what players take for granted. */
const COLOR = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false } as const;

/** Makes a video of a clip: each of its frames, at its own instant, and its sound. */
export async function exportClip(work: ExportWork): Promise<ExportedVideo> {
  const { clip, source, request, signal, progress, count } = work;
  const { facts } = source;
  const paint = painterOf(work);
  const { width, height } = paint.size;
  const codec = request.container === 'mp4' ? 'avc' : 'vp9';
  const bitrate = request.bitrate ?? Math.max(4e5, BITS_PER_PIXEL * width * height * Math.min(60, rateOf(clip)));
  if (!(await canEncodeVideo(codec, { width, height, bitrate })))
    throw new InputError(
      `this browser has no encoder for ${codec} at ${width}×${height}; pictures and numbers can be had`,
    );

  const place = await videoTarget(request.target, (bitrate * clip.duration) / 8);
  const output = new Output({
    format: request.container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat(),
    target: place.target,
  });
  const notes: string[] = [];
  let sound: SoundCopy | undefined;
  try {
    const video = new VideoSampleSource({ codec, bitrate, keyFrameInterval: 2 });
    // The grid of an mp4's instants is the clip's own, so that they stay exact.
    const { num, den } = facts.timeBase;
    const grid = num === 1 && den <= 1e6 ? den : 1e6;
    output.addVideoTrack(video, request.container === 'mp4' ? { frameRate: grid } : {});
    const start = facts.startTime;
    if (request.sound !== false && source.sound !== undefined)
      sound = await addSound(output, source.sound, start, (words) => notes.push(words));
    await output.start();
    const planes = new Uint8Array((3 * width * height) / 2);
    let frames = 0;
    for await (const picture of source.pictures(0)) {
      const time = facts.times[picture.index]!;
      try {
        signal.throwIfAborted();
        const canvas = await paint.paint(picture);
        if (canvas === undefined) continue;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
        toI420(data, width, height, planes);
      } finally {
        count.close(picture);
      }
      const next = facts.times[picture.index + 1] ?? facts.times[0]! + clip.duration;
      const sample = new VideoSample(planes, {
        format: 'I420',
        codedWidth: width,
        codedHeight: height,
        timestamp: time - start,
        duration: Math.max(1e-6, next - time),
        colorSpace: COLOR,
      });
      try {
        await video.add(sample);
      } finally {
        sample.close();
      }
      await sound?.until(time);
      progress(++frames, clip.frames);
    }
    video.close();
    await sound?.finish();
    await output.finalize();
    const blob = await place.finish(request.container === 'mp4' ? 'video/mp4' : 'video/webm');
    const bytes = blob?.size ?? (await request.target!.getFile()).size;
    return { blob, frames, bytes, notes };
  } catch (error) {
    await sound?.stop();
    await output.cancel();
    await place.discard();
    throw error;
  }
}

function rateOf({ averageFrameRate: { num, den } }: OpenedClip): number {
  return num / den;
}

interface PicturePainter {
  readonly size: { readonly width: number; readonly height: number };
  /** Gives undefined where there is nothing to paint of a picture. */
  paint(picture: ShownPicture): Promise<OffscreenCanvas | undefined>;
}

function painterOf({ clip, request, plan, levelsOf }: ExportWork): PicturePainter {
  if (request.kind === 'crop') {
    if (plan === undefined) throw OptionError.of('reframe', 'expected a clip with frames');
    const crops = new Map(plan.frames.map((frame) => [frame.index, frame]));
    const painter = new CropPainter(clip, plan);
    return {
      size: painter.size,
      paint: async ({ index, sample }) => {
        const crop = crops.get(index);
        return crop && painter.paint(sample, crop);
      },
    };
  }
  const painter = new FramePainter({ clip, kind: request.kind, overlay: request.overlay, even: true });
  const even = (length: number) => Math.max(2, 2 * Math.floor(length / 2));
  return {
    size: { width: even(painter.size.width), height: even(painter.size.height) },
    paint: async ({ index, sample }) => {
      const levels = await levelsOf(index);
      return levels && painter.paint(sample, levels);
    },
  };
}
