/** An option that says how many stills of a clip are chosen. */
export const stillCount = { type: 'number', integer: true, min: 1, max: 100, default: 5 } as const;
