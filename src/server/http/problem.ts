import { OptionError } from '../../index.js';

/** Details of a {@link Problem}. */
interface ProblemDetails extends ErrorOptions {
  readonly option?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that tells a client what is wrong with what it asked for (RFC 9457); nothing in it tells of the machine. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** A stable word for programs. */
  readonly code: string;
  /** The option that is wrong, where one is. */
  readonly option: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, { option, headers = {}, ...rest }: ProblemDetails = {}) {
    super(message, rest);
    this.status = status;
    this.code = code;
    this.option = option;
    this.headers = headers;
  }

  /** Makes the problem of a value that the client chose; other errors come back as they are. */
  static of(thrown: unknown): unknown {
    if (!(thrown instanceof OptionError)) return thrown;
    return new Problem(400, 'ERR_OPTION', thrown.message, { option: thrown.option, cause: thrown });
  }

  /** The answer itself. */
  response(requestId: string): Response {
    const body = {
      type: 'about:blank',
      title: titles[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(this.option === undefined ? {} : { option: this.option }),
      requestId,
    };
    return new Response(`${JSON.stringify(body)}\n`, {
      status: this.status,
      headers: { ...this.headers, 'Content-Type': 'application/problem+json' },
    });
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  421: 'Misdirected Request',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};
