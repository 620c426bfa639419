import { EncodedPacketSink, type InputVideoTrack, VideoSample } from 'mediabunny';

/** Packets and pictures that may be in the decoder at a time. */
const UNDER_WAY = 8;

/**
 * Decodes a track from the packet that a frame can be decoded from on. Each picture has the instant of the packet that
 * shows it, also where others are never shown: those of VP8 and VP9 that only others refer to.
 *
 * @param from - seconds.
 */
export async function* decodeDirectly(track: InputVideoTrack, from: number): AsyncGenerator<VideoSample, void> {
  const sink = new EncodedPacketSink(track);
  const key = (await sink.getKeyPacket(from)) ?? (await sink.getFirstKeyPacket());
  const config = await track.getDecoderConfig();
  if (key === null || config === null) return;
  const frames: VideoFrame[] = [];
  let failure: unknown;
  let wake = () => {};
  const decoder = new VideoDecoder({
    output: (frame) => {
      frames.push(frame);
      wake();
    },
    error: (error) => {
      failure = error;
      wake();
    },
  });
  const packets = sink.packets(key);
  let ended = false;
  let finished = false;
  try {
    decoder.configure(config);
    decoder.ondequeue = () => wake();
    for (;;) {
      for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) yield new VideoSample(frame);
      if (failure !== undefined) throw failure;
      if (finished) return;
      const next = ended || decoder.decodeQueueSize >= UNDER_WAY ? undefined : await packets.next();
      if (next !== undefined && !next.done) decoder.decode(next.value.toEncodedVideoChunk());
      else if (next?.done) {
        ended = true;
        decoder.flush().then(
          () => {
            finished = true;
            wake();
          },
          (error: unknown) => {
            failure ??= error;
            wake();
          },
        );
      } else if (frames.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = () => {};
      }
    }
  } finally {
    await packets.return();
    if (decoder.state !== 'closed') decoder.close();
    for (const frame of frames) frame.close();
  }
}
