/** Containers that may be opened. Playlists and concatenations, which open other files, are not among them. */
const formats = [
  ...['mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'matroska', 'webm', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'flv', 'ogg'],
  ...[
    'asf',
    'gif',
    'apng',
    'nut',
    'yuv4mpegpipe',
    'mxf',
    'ivf',
    'h264',
    'hevc',
    'm4v',
    'obu',
    'dv',
    'rm',
    'wtv',
    'swf',
  ],
];

/** Decoders that may run, by the names of all builds: the common ones, without those known for holes. */
const videoCodecs = [
  ...[
    'h264',
    'hevc',
    'av1',
    'libdav1d',
    'libaom-av1',
    'vp8',
    'libvpx',
    'vp9',
    'libvpx-vp9',
    'mpeg1video',
    'mpeg2video',
  ],
  ...['mpegvideo', 'mpeg4', 'msmpeg4v1', 'msmpeg4v2', 'msmpeg4', 'msmpeg4v3', 'h261', 'h263', 'h263p', 'h263i', 'flv'],
  ...[
    'flv1',
    'mjpeg',
    'mjpegb',
    'prores',
    'dnxhd',
    'ffv1',
    'ffvhuff',
    'huffyuv',
    'utvideo',
    'rawvideo',
    'v210',
    'qtrle',
  ],
  ...['gif', 'apng', 'png', 'theora', 'wmv1', 'wmv2', 'wmv3', 'vc1', 'svq1', 'svq3', 'dvvideo', 'cfhd', 'rv30', 'rv40'],
  ...[
    'rv10',
    'rv20',
    'cinepak',
    'jpeg2000',
    'libopenjpeg',
    'webp',
    'bmp',
    'tiff',
    'vvc',
    'wrapped_avframe',
    'libvvdec',
  ],
];

const otherCodecs = [
  ...['aac', 'aac_fixed', 'aac_latm', 'libfdk_aac', 'mp3', 'mp3float', 'mp2', 'mp2float', 'mp1', 'mp1float', 'ac3'],
  ...['ac3_fixed', 'eac3', 'dca', 'dts', 'truehd', 'mlp', 'flac', 'alac', 'opus', 'libopus', 'vorbis', 'libvorbis'],
  ...['wmav1', 'wmav2', 'wmapro', 'wmalossless', 'amrnb', 'amrwb', 'amr_nb', 'amr_wb', 'libopencore_amrnb'],
  ...['libopencore_amrwb', 'nellymoser', 'adpcm_ms', 'adpcm_ima_wav', 'adpcm_ima_qt', 'adpcm_swf', 'gsm', 'gsm_ms'],
  ...['speex', 'libspeex', 'cook', 'pcm_u8', 'pcm_s8', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le'],
  ...['pcm_s32be', 'pcm_f32le', 'pcm_f32be', 'pcm_f64le', 'pcm_alaw', 'pcm_mulaw', 'pcm_bluray', 'pcm_dvd', 'srt'],
  ...['subrip', 'ass', 'ssa', 'mov_text', 'webvtt', 'text', 'dvbsub', 'dvb_subtitle', 'dvdsub', 'dvd_subtitle'],
  ...[
    'pgssub',
    'wavpack',
    'tta',
    'ape',
    'ra_144',
    'ra_288',
    'sipr',
    'qdm2',
    'qdmc',
    'mace3',
    'mace6',
    'adpcm_g722',
    'adpcm_g726',
    'g723_1',
    'g729',
    'qcelp',
    'evrc',
    'atrac3',
    'pcm_u16le',
    'pcm_u16be',
    'pcm_u24le',
    'pcm_s16le_planar',
    'hdmv_pgs_subtitle',
    'xsub',
    'eia_608',
    'cc_dec',
  ],
];

/** Tells whether a video codec may be decoded. */
export function isAcceptedCodec(codec: string): boolean {
  return videoCodecs.includes(codec);
}

/** Tells whether a codec of sound or subtitles may be decoded. */
export function isAcceptedSound(codec: string): boolean {
  return otherCodecs.includes(codec);
}

/** Options before any clip that ffprobe or FFmpeg opens: what it may read, what it may run, how large. */
export function inputGuards(maxPixels: number): string[] {
  return [
    ...['-protocol_whitelist', 'file,pipe'],
    ...['-format_whitelist', formats.join(',')],
    ...['-codec_whitelist', [...videoCodecs, ...otherCodecs].join(',')],
    ...['-max_pixels', String(maxPixels)],
  ];
}

/**
 * Gives the guards for ffprobe, which opens a decoder for every stream, and fails with the first that may not run.
 *
 * @param alsoAccepted - decoders of sound and subtitles that may be opened too; even so, they are given nothing to decode.
 */
export function probeGuards(maxPixels: number, alsoAccepted: readonly string[]): string[] {
  const others = [...otherCodecs, ...alsoAccepted].join(',');
  const more = alsoAccepted.length === 0 ? [] : ['-codec_whitelist:a', others, '-codec_whitelist:s', others];
  return [...inputGuards(maxPixels), ...more];
}
