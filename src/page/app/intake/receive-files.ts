import { elementById } from '../element-by-id.js';

/** Hears of files, however they come: chosen, dropped anywhere on the page, or pasted. */
export function receiveFiles(onFiles: (files: readonly File[]) => void): { choose(): void } {
  const input = elementById<HTMLInputElement>('file');
  const cover = elementById('drop-cover');
  const give = (files: Iterable<File> | null | undefined) => {
    const list = [...(files ?? [])];
    if (list.length > 0) onFiles(list);
  };
  input.addEventListener('change', () => {
    give(input.files);
    // The same file can be chosen again.
    input.value = '';
  });
  addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    cover.hidden = false;
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) cover.hidden = true;
  });
  addEventListener('drop', (event) => {
    cover.hidden = true;
    if (!holdsFiles(event)) return;
    event.preventDefault();
    give(event.dataTransfer?.files);
  });
  addEventListener('paste', (event) => give(event.clipboardData?.files));
  return { choose: () => input.click() };
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
