import { findBinaries } from '#lib/video/ffmpeg/binaries.js';

// The tests use the FFmpeg that is found as if it had been chosen, so that nothing is warned of and all see the same.
const { ffmpeg, ffprobe } = await findBinaries();
process.env.FFMPEG_PATH ??= ffmpeg.path;
process.env.FFPROBE_PATH ??= ffprobe.path;
