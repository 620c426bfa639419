import type { ServeValues } from './serve-options.js';

/** The service allows no more than this, in bytes, pixels, seconds and numbers of jobs. */
export interface Limits {
  readonly uploadBytes: number;
  readonly diskBytes: number;
  readonly diskBytesPerClient: number;
  readonly jobs: number;
  readonly jobsPerClient: number;
  readonly concurrency: number;
  readonly pixels: number;
  readonly durationSeconds: number;
  readonly jobSeconds: number;
  readonly keepSeconds: number;
  readonly graceSeconds: number;
}

/** Reads the limits out of checked options. */
export function limitsOf(values: ServeValues): Limits {
  return {
    uploadBytes: bytesOf(values.maxUpload),
    diskBytes: bytesOf(values.maxDisk),
    diskBytesPerClient: bytesOf(values.maxDiskPerClient),
    jobs: values.maxJobs,
    jobsPerClient: values.maxJobsPerClient,
    concurrency: values.concurrency,
    pixels: values.maxPixels,
    durationSeconds: secondsOf(values.maxDuration),
    jobSeconds: secondsOf(values.maxTime),
    keepSeconds: secondsOf(values.keep),
    graceSeconds: secondsOf(values.grace),
  };
}

/** Turns `500MB` (of 1000² bytes) or `4GiB` (of 1024³) into bytes. */
function bytesOf(text: string): number {
  const [, number, unit = '', binary = ''] = /^([\d.]+)\s?([kKMGT]?)(i?)B?$/.exec(text)!;
  const power = ['', 'K', 'M', 'G', 'T'].indexOf(unit.toUpperCase());
  return Math.round(Number(number) * (binary === '' ? 1000 : 1024) ** power);
}

/** Turns `90s`, `30m`, `24h` or `7d` into seconds. */
function secondsOf(text: string): number {
  const units = { s: 1, m: 60, h: 3600, d: 86_400 };
  return Number.parseFloat(text) * units[text.at(-1) as keyof typeof units];
}
