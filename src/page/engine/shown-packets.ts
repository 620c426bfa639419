import { type EncodedPacket, EncodedPacketSink, type InputVideoTrack } from 'mediabunny';

/** Gives the instants of the pictures that a track shows, in seconds and in the order in which they are shown. */
export async function shownTimes(track: InputVideoTrack): Promise<Float64Array<ArrayBuffer>> {
  const codec = await track.getCodec();
  const hides = codec === 'vp8' || codec === 'vp9' ? hidden[codec] : undefined;
  const sink = new EncodedPacketSink(track);
  const times: number[] = [];
  // Without the first picture that stands by itself, nothing before it can be decoded.
  const start = await sink.getFirstKeyPacket();
  if (start === null) return new Float64Array();
  const first = start.timestamp;
  for await (const packet of sink.packets(start, undefined, { metadataOnly: hides === undefined })) {
    if (packet.timestamp < first || hides?.(packet)) continue;
    // Before 0 lies what an edit list has cut off.
    if (packet.timestamp >= 0) times.push(packet.timestamp);
  }
  return Float64Array.from(times).sort();
}

/** Tells whether a packet holds a picture that only others refer to, by the first bits of its header. */
const hidden = {
  /** RFC 6386, 9.1: the bit after the version. */
  vp8: ({ data }: EncodedPacket) => data.length > 0 && (data[0]! & 0x10) === 0,
  /** VP9 bitstream specification, 6.2; several pictures in one packet end in a byte that begins with 110. */
  vp9: ({ data }: EncodedPacket) => {
    if (data.length === 0 || (data.at(-1)! & 0xe0) === 0xc0) return false;
    const profile = ((data[0]! >> 5) & 1) | ((data[0]! >> 3) & 2);
    const bits = data[0]! >> (profile === 3 ? 0 : 1);
    const showsExisting = (bits & 4) !== 0;
    const shows = (bits & 1) !== 0;
    return !showsExisting && !shows;
  },
} as const;
