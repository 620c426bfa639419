import { InputError } from '../../browser.js';

/** These facts tell why a browser cannot decode a clip. */
export interface UndecodableDetails {
  /** Name of the clip's file. */
  readonly name: string;
  /** Codec as the container names it: `hevc`, `prores`, `hvc1.2.4.L120`; undefined where not even that is known. */
  readonly codec?: string | undefined;
  /** A clause that follows the name of the clip. */
  readonly reason: string;
}

/** This browser cannot decode the clip; the message names the command that can. */
export class UndecodableClip extends InputError {
  override readonly name: string = 'UndecodableClip';
  /** Name of the clip's file. */
  readonly clip: string;
  /** Codec as the container names it; undefined where not even that is known. */
  readonly codec: string | undefined;
  /** A clause that says what is missing. */
  readonly reason: string;
  /** The command line that reads what FFmpeg reads. */
  readonly command: string;

  constructor({ name, codec, reason }: UndecodableDetails, options?: ErrorOptions) {
    const command = `saliency overlay ${/^[\w.+-]+$/.test(name) ? name : JSON.stringify(name)}`;
    super(`${name}: ${reason}. On the command line, FFmpeg reads more: ${command}`, options);
    this.clip = name;
    this.codec = codec;
    this.reason = reason;
    this.command = command;
  }
}
