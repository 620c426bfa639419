import { choose, mutate } from '../reliability/mutate.js';
import type { RawAnswer, RawOptions } from './raw-request.js';

/** A request that is wrong in one way or another, and how it is sent. */
export interface MalformedRequest {
  readonly kind: string;
  readonly parts: readonly Buffer[];
  readonly options: RawOptions;
}

const paths = [
  ...['/', '/healthz', '/metrics', '/openapi.json', '/v1/jobs', '/v1/uploads', '/v1', '//', '/v1/jobs/', '*'],
  ...['/v1/jobs/x', `/v1/jobs/${'a'.repeat(32)}`, `/v1/jobs/${'a'.repeat(32)}/events`, '/v1/jobs/../../etc/passwd'],
  ...[
    '/..%2f..%2fetc%2fpasswd',
    '/%',
    '/%ff',
    '/\\..\\x',
    '/v1/uploads/%00',
    '/v1/jobs?limit=-1',
    '/v1/jobs?before=x&state=y',
  ],
  ...[
    'http://evil.example/v1/jobs',
    'evil',
    '/v1/jobs/__proto__/files/constructor',
    `/${'a/'.repeat(3000)}`,
    '/v1/uploads?name=%2e%2e%2f',
  ],
];
const methods = [
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'CONNECT',
  'get',
  'X'.repeat(500),
  '',
];
const headers = [
  ...[
    'Host: evil.example',
    'Host: ',
    'Host: a\r\nHost: b',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
  ],
  ...[
    'Content-Length: 5\r\nContent-Length: 6',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: nonsense',
    'Content-Length: 4\r\nTransfer-Encoding: chunked',
  ],
  ...[
    'Authorization: Bearer',
    `Authorization: Bearer ${'x'.repeat(5000)}`,
    'Range: bytes=0-',
    'Range: bytes=-999999999999999999999',
    'Range: \x01',
  ],
  ...[
    'Origin: null',
    'Origin: https://evil.example',
    'Expect: 100-continue',
    'Expect: nonsense',
    'Upgrade: websocket\r\nConnection: Upgrade',
  ],
  ...[
    'If-Range: x',
    'If-None-Match: *',
    'X-Request-Id: \u001b[31m',
    `X-Long: ${'y'.repeat(20_000)}`,
    'no colon',
    ': no name',
    'Bad Name: x',
    'A: b\n c',
  ],
  ...[
    'Content-Type: application/json',
    'Content-Type: multipart/form-data; boundary=x',
    'Content-Encoding: gzip',
    'Connection: close',
    'Cookie: a=b',
  ],
];
const values = [
  ...[null, 0, -1, 1e300, 2 ** 53, '', 'x', '../x', [], {}, true, '\u0000', 'é\u202e', '/etc/passwd', 'x'.repeat(5000)],
  ...[
    { upload: 'a'.repeat(32) },
    { upload: [] },
    { path: '/etc/passwd' },
    { path: '..' },
    ['overlay'],
    { __proto__: 1 },
  ],
];

/** Makes a request that is wrong; the same for the same numbers. */
export function malformedRequest(random: () => number, upload: Buffer): MalformedRequest {
  const kind = choose(random, [
    'bytes',
    'line',
    'headers',
    'headers',
    'path',
    'json',
    'json',
    'body',
    'upload',
    'upload',
    'cut',
  ]);
  const options: RawOptions = {
    ...(random() < 0.15 ? { destroyAfterMs: Math.floor(30 * random()) } : {}),
    end: random() < 0.2,
    timeoutMs: 500,
  };
  const bytes = bytesOf(kind, random, upload);
  const at = random() < 0.3 ? Math.floor(bytes.length * random()) : bytes.length;
  return { kind, options, parts: [bytes.subarray(0, at), bytes.subarray(at)] };
}

function bytesOf(kind: string, random: () => number, upload: Buffer): Buffer {
  if (kind === 'bytes')
    return Buffer.from(Array.from({ length: Math.floor(400 * random()) }, () => Math.floor(256 * random())));
  if (kind === 'line') {
    const version = choose(random, ['HTTP/1.1', 'HTTP/1.0', 'HTTP/9.9', 'HTTP', '', 'HTTP/2.0']);
    return Buffer.from(`${choose(random, methods)} ${choose(random, paths)} ${version}\r\nHost: localhost\r\n\r\n`);
  }
  if (kind === 'path') return whole('GET', choose(random, paths), []);
  if (kind === 'headers') {
    const some = Array.from({ length: 1 + Math.floor(3 * random()) }, () => choose(random, headers));
    return Buffer.from(
      `${choose(random, methods)} ${choose(random, paths)} HTTP/1.1\r\n${choose(random, ['Host: localhost\r\n', 'Host: localhost\r\n', 'Host: evil.example\r\n', ''])}${some.join('\r\n')}\r\n\r\n${random() < 0.5 ? 'zz\r\nbody' : ''}`,
      'latin1',
    );
  }
  if (kind === 'json') {
    const body: Record<string, unknown> = {
      verb: 'overlay',
      input: { upload: 'a'.repeat(32) },
      options: { opacity: 0.5 },
    };
    body[choose(random, ['verb', 'input', 'options', 'files', 'x', '__proto__', 'toString'])] = choose(random, values);
    if (random() < 0.5)
      body.options = {
        [choose(random, ['opacity', 'model', 'analysis', 'start', 'metadata', '__proto__', 'x'])]: choose(
          random,
          values,
        ),
      };
    return whole(
      'POST',
      '/v1/jobs',
      random() < 0.8 ? ['Content-Type: application/json'] : [],
      Buffer.from(JSON.stringify(body)),
    );
  }
  if (kind === 'body') {
    const texts = [
      '{',
      '[[[[',
      '['.repeat(50_000),
      '{"a":'.repeat(10_000),
      '\ufeff{}',
      'null',
      '"x"',
      '{"verb":1}{',
      `"${'x'.repeat(300_000)}"`,
    ];
    const body = random() < 0.3 ? Buffer.from([0xff, 0xfe, 0x7b]) : Buffer.from(choose(random, texts));
    return whole('POST', '/v1/jobs', ['Content-Type: application/json'], body);
  }
  const called = choose(random, ['', '/clip.mp4', '/..%2fx', '/%00', '?name=x', `/${'n'.repeat(3000)}`]);
  const damaged: Buffer =
    random() < 0.5 ? mutate(upload, random) : upload.subarray(0, Math.floor(upload.length * random()));
  const request = whole(
    choose(random, ['PUT', 'POST']),
    `/v1/uploads${called}`,
    [],
    damaged,
    Math.floor(6 * random()) - 2,
  );
  return kind === 'cut' ? request.subarray(0, Math.floor(request.length * random())) : request;
}

/** A request with a body, whose length is told wrong by some bytes. */
function whole(
  method: string,
  path: string,
  more: readonly string[],
  body: Buffer = Buffer.alloc(0),
  wrong = 0,
): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    `Content-Length: ${Math.max(0, body.length + wrong)}`,
    ...more,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

/** Says what is wrong with an answer, whatever was asked; undefined where nothing is. */
export function misanswer({ status, text }: RawAnswer, secrets: readonly string[]): string | undefined {
  // 507: no room, as is foreseen.
  if (status !== undefined && status >= 500 && status !== 507) return `answered ${status}`;
  const secret = secrets.find((word) => text.includes(word));
  if (secret !== undefined) return `told ${secret}`;
  if (/\n\s+at .+:\d+:\d+|node_modules|file:\/\//.test(text)) return 'told a stack';
  return undefined;
}
