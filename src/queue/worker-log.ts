/** The events that a worker tells of. */
export type WorkerEvent =
  | 'started'
  | 'mapped'
  | 'planned'
  | 'joined'
  | 'failed'
  | 'given up'
  | 'passed on'
  | 'handed back'
  | 'dropped'
  | 'removed'
  | 'disconnected'
  | 'connected'
  | 'stopping'
  | 'stopped';

/** Takes an event, and what is to be said of it: plain values. */
export type WorkerLog = (event: WorkerEvent, details?: Readonly<Record<string, string | number | undefined>>) => void;
