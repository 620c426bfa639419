import { connect } from 'node:net';

/** What came back on a connection. */
export interface RawAnswer {
  /** Undefined where nothing that reads as HTTP came. */
  readonly status: number | undefined;
  readonly text: string;
  /** The service kept the connection open until the client gave up. */
  readonly open: boolean;
}

/** How bytes are sent. */
export interface RawOptions {
  /** Closes the connection hard after this time, without waiting for an answer. */
  readonly destroyAfterMs?: number;
  /** Says that no more is coming once all is sent. */
  readonly end?: boolean;
  /** How long an answer is waited for. */
  readonly timeoutMs?: number;
}

/** Sends bytes as they are to a port of this machine, and reads what comes back. */
export function ask(
  port: number,
  bytes: string | Uint8Array | readonly Uint8Array[],
  options: RawOptions = {},
): Promise<RawAnswer> {
  const { destroyAfterMs, end = false, timeoutMs = 5000 } = options;
  return new Promise((resolve) => {
    let text = '';
    let open = false;
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      open = destroyAfterMs === undefined;
      socket.destroy();
    }, destroyAfterMs ?? timeoutMs);
    socket.setEncoding('latin1');
    socket.on('connect', () => {
      for (const part of typeof bytes === 'string' || bytes instanceof Uint8Array ? [bytes] : bytes) socket.write(part);
      if (end) socket.end();
    });
    socket.on('data', (part: string) => {
      if (text.length < 100_000) text += part;
    });
    // A connection that the service resets is an answer too: the text that came before counts.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
      resolve({ status: status === undefined ? undefined : Number(status), text, open });
    });
  });
}
