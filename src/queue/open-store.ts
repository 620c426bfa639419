import { openBucketStore } from './bucket-store.js';
import { openFolderStore } from './folder-store.js';
import type { SharedStore } from './shared-store.js';

/** Opens a store by its name: a folder, or `s3://bucket/prefix`. @throws {OptionError} for one that cannot be used. */
export function openStore(name: string): Promise<SharedStore> {
  return name.startsWith('s3://') ? openBucketStore(name) : openFolderStore(name);
}
