// npm run bench -- [command]: measurements that are looked at, not tests. Each command is the file of that name.
const commands: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  model: () => import('./model.js'),
  quality: () => import('./quality.js'),
  gaze: () => import('./gaze.js'),
  models: () => import('./models.js'),
  sequences: () => import('./sequences.js'),
  clips: () => import('./clips.js'),
  e2e: () => import('./e2e.js'),
  memory: () => import('./memory.js'),
  reframe: () => import('./reframe.js'),
  networks: () => import('./networks.js'),
  serve: () => import('./serve.js'),
  page: () => import('./page.js'),
  queue: () => import('./queue.js'),
};

const [name = 'model', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) await (await command()).run(args);
else process.stderr.write(`bench: unknown command "${name}"; known are ${Object.keys(commands).join(', ')}\n`);
process.exitCode = command ? 0 : 2;
