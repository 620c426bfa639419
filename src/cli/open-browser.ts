import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, which goes on by itself. Tells whether that could be begun. */
export function openBrowser(address: string): Promise<boolean> {
  const [command, ...args] = opener(address);
  return new Promise((resolve) => {
    const child = spawn(command!, args, { detached: true, stdio: 'ignore', windowsHide: true });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
    // Some openers stay for as long as the browser that they have started.
    const timer = setTimeout(() => resolve(true), 2000);
    timer.unref();
    child.unref();
  });
}

function opener(address: string): string[] {
  if (process.platform === 'darwin') return ['open', address];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return ['xdg-open', address];
}
