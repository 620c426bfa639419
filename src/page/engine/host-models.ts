import { ModelHost, type ModelRequest } from '../../browser.js';

/** Makes this worker answer for models: each port that is sent to it is the way to one. */
export function hostModels(scope: { onmessage: unknown }): void {
  scope.onmessage = ({ data: port }: MessageEvent<MessagePort>) => {
    const host = new ModelHost({ shared: false });
    port.onmessage = async ({ data }: MessageEvent<ModelRequest>) => port.postMessage(await host.answer(data));
  };
}
