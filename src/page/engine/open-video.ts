import {
  BlobSource,
  EncodedPacketSink,
  Input,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  UnsupportedInputFormatError,
  VideoSampleSink,
  WEBM,
} from 'mediabunny';
import type { YuvColor } from '../../browser.js';
import type { ClipSource, ShownPicture, SourceFacts } from './clip-source.js';
import { frameRates } from './frame-rates.js';
import type { PictureCount } from './picture-count.js';
import { shownTimes } from './shown-packets.js';
import { UndecodableClip } from './undecodable-clip.js';

/** Containers of pictures that browsers decode. Those of sound alone would make the page a tenth larger. */
const videoFormats = [MP4, QTFF, MATROSKA, WEBM, MPEG_TS];

/**
 * Opens a clip: reads its packets through once, without decoding them.
 *
 * @throws {UndecodableClip} for a container, a codec or a picture that cannot be read here.
 */
export async function openVideo(file: Blob, name: string, count: PictureCount): Promise<ClipSource> {
  const input = new Input({ formats: videoFormats, source: new BlobSource(file) });
  try {
    const track = await decodableTrack(input, name);
    const facts = await factsOf(input, track, name);
    const audio = await input.getPrimaryAudioTrack();
    const source: ClipSource = {
      facts,
      pictures: (from) => pictures(track, facts.times, from, count),
      sound: audio === null ? undefined : { track: audio, packets: new EncodedPacketSink(audio) },
      close: () => input.dispose(),
    };
    await requirePicture(source, await codecName(track), name, count);
    return source;
  } catch (error) {
    input.dispose();
    throw error;
  }
}

/** Finds the track that the command line would take: the first one. */
async function decodableTrack(input: Input, name: string): Promise<InputVideoTrack> {
  let tracks: readonly InputVideoTrack[];
  try {
    tracks = await input.getVideoTracks();
  } catch (error) {
    if (!(error instanceof UnsupportedInputFormatError)) throw error;
    throw new UndecodableClip({ name, reason: 'a container that browsers do not read' }, { cause: error });
  }
  const [track] = tracks;
  if (track === undefined) throw new UndecodableClip({ name, reason: 'no video stream that browsers read' });
  const codec = await codecName(track);
  if (await track.canDecode()) return track;
  throw new UndecodableClip({ name, codec, reason: `this browser has no decoder for ${codec}` });
}

async function codecName(track: InputVideoTrack): Promise<string> {
  return (await track.getCodec()) ?? String(await track.getInternalCodecId());
}

async function factsOf(input: Input, track: InputVideoTrack, name: string): Promise<SourceFacts> {
  const times = await shownTimes(track);
  const codec = await codecName(track);
  if (times.length === 0) throw new UndecodableClip({ name, codec, reason: 'no frame that stands by itself' });
  const rotation = await track.getRotation();
  const turned = rotation % 180 === 90;
  const [width, height] = [await track.getCodedWidth(), await track.getCodedHeight()];
  const { num, den } = await track.getPixelAspectRatio();
  const stored = {
    width: turned ? height : width,
    height: turned ? width : height,
    sampleAspect: turned ? { num: den, den: num } : { num, den },
  };
  const timeBase = { num: 1, den: Math.round(await track.getTimeResolution()) };
  const duration = Math.max((await track.computeDuration()) - times[0]!, 1 / timeBase.den);
  const { underlyingFrameRate } = await track.computeFrameRateMetrics();
  const audio = await input.getPrimaryAudioTrack();
  return {
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    stored,
    rotation,
    times,
    timeBase,
    duration,
    ...frameRates(times, duration, timeBase, underlyingFrameRate),
    codec,
    audioCodec: audio === null ? undefined : ((await audio.getCodec()) ?? 'unknown'),
    audioChannels: audio === null ? undefined : await audio.getNumberOfChannels(),
    color: await colorOf(track, stored.height),
    startTime: Math.max(0, Math.min(times[0]!, audio === null ? times[0]! : await audio.getFirstTimestamp())),
  };
}

/** Gives the matrix that a clip names; where it names none, the usual one of its size, as the command line does. */
async function colorOf(track: InputVideoTrack, height: number): Promise<YuvColor> {
  const { matrix: declared, fullRange } = await track.getColorSpace();
  // The types of browsers know fewer names than they use.
  const matrix: string | null | undefined = declared;
  const named = matrix === 'smpte170m' || matrix === 'bt470bg' ? 'bt601' : matrix === 'bt2020-ncl' ? 'bt2020' : 'bt709';
  return { matrix: matrix ? named : height >= 720 ? 'bt709' : 'bt601', fullRange: fullRange === true };
}

async function* pictures(
  track: InputVideoTrack,
  times: Float64Array,
  from: number,
  count: PictureCount,
): AsyncGenerator<ShownPicture, void> {
  const sink = new VideoSampleSink(track);
  // Half a microsecond later: decoders round instants.
  let index = from;
  for await (const sample of sink.samples(times[from]! + 5e-7)) {
    const at = indexAt(times, sample.timestamp);
    if (at < index) {
      sample.close();
      continue;
    }
    index = at + 1;
    yield count.open(at, sample);
  }
}

/** Gives the frame whose instant is nearest; -1 before the first one. */
function indexAt(times: Float64Array, seconds: number): number {
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (times[middle]! <= seconds) low = middle;
    else high = middle - 1;
  }
  const next = low + 1;
  const near = next < times.length && times[next]! - seconds < seconds - times[low]! ? next : low;
  return Math.abs(times[near]! - seconds) < 1e-3 || near > 0 ? near : -1;
}

/** Decodes one picture, so that a clip that cannot be decoded is told of at once. */
async function requirePicture(source: ClipSource, codec: string, name: string, count: PictureCount): Promise<void> {
  try {
    for await (const picture of source.pictures(0)) {
      count.close(picture);
      return;
    }
  } catch (error) {
    const reason = `the decoder of this browser fails at its first picture (${codec})`;
    throw new UndecodableClip({ name, codec, reason }, { cause: error });
  }
  throw new UndecodableClip({ name, codec, reason: `the decoder of this browser gives no picture of it (${codec})` });
}
