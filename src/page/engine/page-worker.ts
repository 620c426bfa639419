import { hostModels } from './host-models.js';
import { serveEngine } from './serve-engine.js';
import type { WorkerScope } from './worker-scope.js';

const scope = self as unknown as WorkerScope;
// The same script, started by itself, is where models work.
if (scope.name === 'models') hostModels(scope);
else serveEngine(scope);
