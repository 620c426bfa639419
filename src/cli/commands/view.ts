import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { OptionError, optionTable, resolveOptions, SaliencyError } from '../../index.js';
import { addFlags, flagsOf } from '../flags.js';
import { openBrowser } from '../open-browser.js';
import { servePage } from '../page-server.js';

const viewOptions = optionTable({
  open: { type: 'boolean', default: true, summary: 'open the browser' },
  port: { type: 'number', integer: true, min: 0, max: 65535, default: 0, summary: 'port; 0 for any that is free' },
});

/** `saliency view`: a page that maps clips in the browser. */
export function viewCommand(signal: AbortSignal): Command {
  const command = new Command('view')
    .description('open a page that maps clips in your browser; nothing leaves this machine')
    .argument('[clip]', 'a clip or a still that the page opens at once');
  addFlags(command, viewOptions);
  return command
    .addHelpText(
      'after',
      `
The page is served to this machine alone, until you press Ctrl+C.

Examples:
  saliency view                                          drop a clip on the page
  saliency view clip.mp4                                 opens the clip
  saliency view --no-open --port 8080                    prints the address`,
    )
    .action(async (clip: string | undefined) => {
      const { open, port } = resolveOptions(viewOptions, flagsOf(viewOptions, command.opts()));
      if (clip === '-') throw OptionError.of('clip', 'expected a file, got standard input');
      // Beside the bundled program.
      const folder = fileURLToPath(new URL('./page/', import.meta.url));
      if (!existsSync(folder))
        throw new SaliencyError('ERR_INPUT', `${folder}: the page is missing; npm run build makes it`);
      const server = await servePage({ folder, clip, port });
      try {
        process.stdout.write(`${server.address}\n`);
        if (open && !(await openBrowser(server.address))) {
          process.stderr.write('No browser could be started here; open the address yourself.\n');
        }
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      } finally {
        await server.close();
      }
    });
}
