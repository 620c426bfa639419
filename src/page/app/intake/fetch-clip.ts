/**
 * Gets a clip that lies beside the page: the sample, or the file that `saliency view` was given.
 *
 * @throws {Error} where it is not there.
 */
export async function fetchClip(address: string, name: string, signal: AbortSignal): Promise<File> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${name} could not be read: ${response.status} ${response.statusText}`);
  const blob = await response.blob();
  return new File([blob], name, { type: blob.type });
}
