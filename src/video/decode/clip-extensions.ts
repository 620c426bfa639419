/** The endings of names that clips usually have, of containers that are opened. A clip may have any other name as well. */
export const clipExtensions: readonly string[] = [
  ...['.mp4', '.m4v', '.mov', '.qt', '.mkv', '.webm', '.avi', '.gif', '.apng', '.y4m', '.nut', '.mxf', '.flv', '.f4v'],
  ...['.ts', '.mts', '.m2ts', '.mpg', '.mpeg', '.m2v', '.vob', '.wmv', '.asf', '.ogv', '.3gp', '.3g2', '.mj2', '.dv'],
  ...['.ivf', '.obu', '.h264', '.264', '.h265', '.265', '.hevc', '.rm', '.rmvb', '.wtv'],
];
