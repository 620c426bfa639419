import type { VideoInfo } from '../../core/stream.js';
import { isAcceptedSound } from '../ffmpeg/accepted-codecs.js';
import type { Container } from './containers.js';

const textSubtitles = ['subrip', 'srt', 'ass', 'ssa', 'mov_text', 'webvtt', 'text'];

/**
 * Options that take sound, subtitles, attachments, chapters and metadata from an input along: copied where the container
 * takes them, else encoded anew, else left out with a warning.
 */
export function copiedStreams(info: VideoInfo, container: Container, input: number) {
  const options = ['-map_metadata', String(input), '-map_chapters', String(input)];
  const warnings: string[] = [];
  const counts = { audio: 0, subtitle: 0 };
  for (const { index, kind, codec } of info.otherStreams) {
    if (kind === 'audio' || kind === 'subtitle') {
      const encoder = encoderFor(container, kind, codec);
      if (encoder === undefined) {
        const why = isAcceptedSound(codec) ? `${container.name} cannot hold it` : 'the codec is not accepted';
        warnings.push(`${kind === 'audio' ? 'sound' : 'subtitles'} (${codec}) left out: ${why}`);
        continue;
      }
      options.push('-map', `${input}:${index}`, `-c:${kind[0]}:${counts[kind]++}`, encoder);
    } else if (kind === 'attachment' && container.name === 'mkv') {
      options.push('-map', `${input}:${index}`, '-c:t', 'copy');
    }
  }
  return { options, warnings };
}

/** Chooses `copy`, an encoder, or undefined where the stream has to stay behind. */
function encoderFor(container: Container, kind: 'audio' | 'subtitle', codec: string): string | undefined {
  if (!isAcceptedSound(codec)) return undefined;
  if (kind === 'audio') {
    return container.audio?.copied.includes(codec) ? 'copy' : container.audio?.encoder;
  }
  if (container.subtitles?.copied.includes(codec)) return 'copy';
  return textSubtitles.includes(codec) ? container.subtitles?.encoder : undefined;
}
