import { type OptionValues, optionTable, queueOptions } from '../index.js';

const size = {
  type: 'text',
  placeholder: 'size',
  expected: 'bytes such as 500MB or 4GB',
  pattern: /^\d{1,9}(\.\d{1,3})?\s?([kKMGT]i?)?B?$/,
} as const;

const span = {
  type: 'text',
  placeholder: 'time',
  expected: 'a time such as 90s, 30m, 24h or 7d',
  pattern: /^\d{1,6}(\.\d{1,3})?[smhd]$/,
} as const;

/** These options say what the service is, and what it allows. */
export const serveOptions = optionTable({
  host: {
    type: 'text',
    placeholder: 'address',
    default: '127.0.0.1',
    summary: 'address to listen on; any but that of this machine alone needs a token',
  },
  port: { type: 'number', integer: true, min: 0, max: 65_535, default: 8080, summary: 'port to listen on; 0: any' },
  data: {
    type: 'text',
    placeholder: 'folder',
    default: 'saliency-data',
    summary: 'folder for uploads, jobs and results; one service at a time',
  },
  allow: {
    type: 'text',
    placeholder: 'folder',
    summary: 'let clients name clips below this folder in place of uploading them',
  },
  tokenFile: {
    type: 'text',
    placeholder: 'file',
    summary: 'file of tokens, one a line, with a name before it if you like; or set SALIENCY_TOKEN',
  },
  tlsCert: { type: 'text', placeholder: 'file', summary: 'certificate chain in PEM, for https' },
  tlsKey: { type: 'text', placeholder: 'file', summary: 'private key of the certificate, in PEM' },
  origin: {
    type: 'text',
    placeholder: 'origins',
    expected: 'origins such as https://app.example, with commas between',
    accepts: (text) => text.split(',').every((origin) => /^https?:\/\/[\w.-]+(:\d{1,5})?$/.test(origin.trim())),
    summary: 'pages of these origins may use the service too',
  },
  name: {
    type: 'text',
    placeholder: 'names',
    expected: 'names of hosts, with commas between',
    accepts: (text) => text.split(',').every((name) => /^[\w.-]+$/.test(name.trim())),
    summary: 'the service may be called by these names, beside localhost and addresses',
  },
  ...queueOptions,
  concurrency: {
    type: 'number',
    integer: true,
    min: 1,
    max: 64,
    default: 1,
    summary: 'jobs that run at a time',
  },
  maxUpload: { ...size, default: '4GB', summary: 'refuse larger uploads' },
  maxDisk: { ...size, default: '50GB', summary: 'space for uploads and results of all clients' },
  maxDiskPerClient: { ...size, default: '20GB', summary: 'space for uploads and results of one client' },
  maxJobs: {
    type: 'number',
    integer: true,
    min: 1,
    max: 100_000,
    default: 200,
    summary: 'jobs that wait or run, of all clients',
  },
  maxJobsPerClient: {
    type: 'number',
    integer: true,
    min: 1,
    max: 100_000,
    default: 100,
    summary: 'jobs that wait or run, of one client',
  },
  maxPixels: {
    type: 'number',
    integer: true,
    min: 1,
    max: 2 ** 31 - 1,
    default: 8192 * 4320,
    summary: 'refuse clips and stills whose pictures have more pixels',
  },
  maxDuration: { ...span, default: '2h', summary: 'refuse clips, or parts of clips, that last longer' },
  maxTime: { ...span, default: '6h', summary: 'give up a job that takes longer' },
  keep: { ...span, default: '24h', summary: 'how long uploads and results are kept' },
  grace: { ...span, default: '10s', summary: 'on a signal to stop, how long running jobs may take to finish' },
  log: {
    type: 'choice',
    choices: ['words', 'json', 'none'],
    default: 'words',
    summary: 'form of the log on standard error',
  },
});

/** Resolved values of {@link serveOptions}. */
export type ServeValues = OptionValues<typeof serveOptions>;
