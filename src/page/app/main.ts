import { announce } from './announce.js';
import { elementById } from './element-by-id.js';
import { fetchClip } from './intake/fetch-clip.js';
import { receiveFiles } from './intake/receive-files.js';
import { showProblem } from './intake/show-problem.js';
import { showScreen } from './screens.js';

/** What is under way or open, to be ended before something else begins. */
let ending: () => void = () => {};

/** Begins something new: ends what was before. The signal tells when it has been ended itself. */
function begin(): AbortSignal {
  ending();
  const abort = new AbortController();
  ending = () => abort.abort(new DOMException('Something else was opened.', 'AbortError'));
  return abort.signal;
}

/** Opens files, wherever they come from. The code that works on clips is loaded now: the first visit needs none of it. */
async function open(name: string, files: (signal: AbortSignal) => readonly File[] | Promise<readonly File[]>) {
  const signal = begin();
  showScreen('opening');
  elementById('opening-name').textContent = name;
  announce(`Opening ${name}`);
  try {
    const [{ Workplace }, list] = await Promise.all([import('./workplace.js'), files(signal)]);
    if (signal.aborted) return;
    const workplace = new Workplace(list);
    signal.addEventListener('abort', () => workplace.close(), { once: true });
    await workplace.open(0);
  } catch (thrown) {
    if (signal.aborted) return;
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    showProblem({ title: `${name} could not be opened`, words });
  }
}

function welcome(): void {
  ending();
  showScreen('welcome');
}

async function openCamera(): Promise<void> {
  const signal = begin();
  showScreen('opening');
  elementById('opening-name').textContent = 'The camera';
  try {
    const { showCamera } = await import('./camera.js');
    await showCamera(signal, welcome);
  } catch (thrown) {
    if (signal.aborted) return;
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    showProblem({ title: 'The camera could not be used', words });
  }
}

const openSample = () => open('street.mp4', async (signal) => [await fetchClip('street.mp4', 'street.mp4', signal)]);
const { choose } = receiveFiles((files) => void open(files[0]!.name, () => files));

for (const id of ['choose', 'open-another', 'problem-choose']) elementById(id).addEventListener('click', choose);
for (const id of ['sample', 'problem-sample']) elementById(id).addEventListener('click', () => void openSample());
elementById('camera').addEventListener('click', () => void openCamera());
elementById('opening-cancel').addEventListener('click', welcome);
elementById('problem-copy').addEventListener('click', () => {
  navigator.clipboard.writeText(elementById('problem-line').textContent ?? '').then(
    () => announce('Copied'),
    () => announce('The browser does not let the page copy; select the line instead'),
  );
});
elementById('camera').hidden = navigator.mediaDevices === undefined;

// `saliency view CLIP` serves the clip beside the page and names it in the address.
const given = new URLSearchParams(location.search).get('clip');
if (given !== null) {
  void open(given, async (signal) => [await fetchClip(`clip/${encodeURIComponent(given)}`, given, signal)]);
} else requestIdleCallback?.(() => void import('./workplace.js'));
