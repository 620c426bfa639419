/** Reads `name=value` arguments as model options. */
export function modelSettings(args: string[]): Record<string, number | boolean | string> {
  return Object.fromEntries(
    args.map((arg) => {
      const [name = '', text = ''] = arg.split('=');
      if (text === 'true' || text === 'false') return [name, text === 'true'];
      return [name, Number.isNaN(Number(text)) ? text : Number(text)];
    }),
  );
}
