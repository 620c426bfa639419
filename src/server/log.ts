import { printable } from '../index.js';

/** One event of the log: a few words, and what belongs to it by name. */
export type Log = (event: string, fields?: Readonly<Record<string, string | number | undefined>>) => void;

/**
 * Makes a log that writes a line an event.
 *
 * @param form - `json`: an object a line with `time` and `event`; `words`: for people; `none` writes nothing.
 * @param write - is given each line, with its end.
 */
export function createLog(form: 'words' | 'json' | 'none', write: (line: string) => void): Log {
  if (form === 'none') return () => {};
  return (event, fields = {}) => {
    const time = new Date().toISOString();
    if (form === 'json') {
      write(`${JSON.stringify({ time, event, ...fields })}\n`);
      return;
    }
    const words = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${wordOf(value!)}`);
    write(`${[time, event, ...words].join(' ')}\n`);
  };
}

/** Quotes what would not read as one word. */
function wordOf(value: string | number): string {
  const text = printable(String(value));
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
