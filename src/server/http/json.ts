/** Answers with JSON, and the end of a line for those who read it in a terminal. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  const body = `${JSON.stringify(value)}\n`;
  return new Response(body, { status, headers: { ...headers, 'Content-Type': 'application/json' } });
}
