import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { serveOptions } from '../../server/serve-options.js';
import { addFlags, flagsOf } from '../flags.js';

const safety = ['tokenFile', 'tlsCert', 'tlsKey', 'origin', 'name'];
const machines = ['queue', 'store', 'queueWait'];

/** `saliency serve`: what the other verbs do, over HTTP. */
export function serveCommand(signal: AbortSignal): Command {
  const command = new Command('serve')
    .description('serve the other verbs over HTTP: uploads, jobs with progress, results')
    .option('--openapi', 'print the description of the service (OpenAPI 3.1), and serve nothing');
  addFlags(command, serveOptions);
  for (const option of command.options) option.helpGroup(headingOf(option.attributeName()));
  return command
    .addHelpText(
      'after',
      `
Examples:
  saliency serve                                         http://127.0.0.1:8080, for this machine alone
  saliency serve --allow clips/ --keep 7d                clips below a folder need no upload
  saliency serve --host 0.0.0.0 --token-file tokens.txt --tls-cert cert.pem --tls-key key.pem
  saliency serve --openapi > openapi.json`,
    )
    .action(async () => {
      const { openapi, ...values } = command.opts();
      if (openapi === true) {
        const { openApi } = await import('../../server/api/openapi.js');
        process.stdout.write(`${JSON.stringify(openApi(), null, 2)}\n`);
        return;
      }
      const { startService } = await import('../../server/serve.js');
      const service = await startService(flagsOf(serveOptions, values), {
        token: process.env.SALIENCY_TOKEN,
        page: fileURLToPath(new URL('./page', import.meta.url)),
        write: (line) => process.stderr.write(line),
      });
      if (!signal.aborted)
        await new Promise<void>((stop) => signal.addEventListener('abort', () => stop(), { once: true }));
      await service.stop();
    });
}

/** The part of the help that an option belongs to. */
function headingOf(name: string): string {
  if (safety.includes(name)) return 'Safety:';
  if (machines.includes(name)) return 'Many machines:';
  return name === 'keep' || name === 'concurrency' || name.startsWith('max') ? 'Limits:' : 'Options:';
}
