import {
  AudioSampleSink,
  AudioSampleSource,
  canEncodeAudio,
  EncodedAudioPacketSource,
  type Output,
  QUALITY_HIGH,
} from 'mediabunny';
import type { ClipSource } from './clip-source.js';

/** The sound of a clip on its way into a video. */
export interface SoundCopy {
  /** Adds what belongs to the pictures up to an instant, in seconds of the clip. */
  until(seconds: number): Promise<void>;
  /** Adds what is left. */
  finish(): Promise<void>;
  /** Ends it early. */
  stop(): Promise<void>;
}

/**
 * Adds a clip's sound to an output that is not started yet: packet by packet as it is, or encoded anew as Opus where the
 * container does not take its codec.
 *
 * @param start - instant of the clip at which the output begins, in seconds.
 * @param note - told where the sound is not what it was.
 * @returns undefined where the output has no sound.
 */
export async function addSound(
  output: Output,
  sound: NonNullable<ClipSource['sound']>,
  start: number,
  note: (words: string) => void,
): Promise<SoundCopy | undefined> {
  const codec = await sound.track.getCodec();
  if (codec !== null && output.format.getSupportedAudioCodecs().includes(codec)) {
    const source = new EncodedAudioPacketSource(codec);
    output.addAudioTrack(source);
    const decoderConfig = (await sound.track.getDecoderConfig()) ?? undefined;
    return copy(sound.packets.packets(), async (packet) => {
      if (packet.timestamp < start) return;
      await source.add(packet.clone({ timestamp: packet.timestamp - start }), decoderConfig && { decoderConfig });
    });
  }
  const name = codec ?? String(await sound.track.getInternalCodecId());
  if ((await sound.track.canDecode()) && (await canEncodeAudio('opus'))) {
    note(`the sound (${name}) was encoded anew as Opus: the container does not take it as it is`);
    const source = new AudioSampleSource({ codec: 'opus', quality: QUALITY_HIGH });
    output.addAudioTrack(source);
    return copy(new AudioSampleSink(sound.track).samples(start), async (sample) => {
      try {
        if (sample.timestamp < start) return;
        sample.setTimestamp(sample.timestamp - start);
        await source.add(sample);
      } finally {
        sample.close();
      }
    });
  }
  note(`the sound (${name}) was left out: neither the container takes it, nor can this browser decode it`);
  return undefined;
}

function copy<T extends { readonly timestamp: number; close?(): void }>(
  items: AsyncGenerator<T, void>,
  add: (item: T) => Promise<void>,
): SoundCopy {
  let held: T | undefined;
  async function until(seconds: number): Promise<void> {
    for (;;) {
      if (held === undefined) {
        const next = await items.next();
        if (next.done) return;
        held = next.value;
      }
      if (held.timestamp > seconds) return;
      const item = held;
      held = undefined;
      await add(item);
    }
  }
  return {
    until,
    finish: () => until(Number.POSITIVE_INFINITY),
    async stop() {
      held?.close?.();
      await items.return();
    },
  };
}
