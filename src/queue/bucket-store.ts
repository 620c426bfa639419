import { OptionError, SaliencyError } from '../core/errors.js';
import { type SharedStore, workName } from './shared-store.js';

/**
 * Opens a bucket of S3, or of what speaks like it, as a store: `s3://bucket/prefix`.
 *
 * Region, keys and address are those that the AWS SDK finds, in `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL_S3`
 * and its other places. Objects appear whole by themselves.
 *
 * @throws {OptionError} for a bucket that cannot be used, `SaliencyError` when the SDK is not installed.
 */
export async function openBucketStore(address: string): Promise<SharedStore> {
  const [, bucket, given = ''] = /^s3:\/\/([a-z\d][a-z\d.-]+[a-z\d])(?:\/(.*))?$/.exec(address) ?? [];
  if (bucket === undefined) throw OptionError.of('store', `expected s3://bucket/prefix, got "${address}"`);
  const prefix = given.replace(/\/*$/, given === '' ? '' : '/');
  const sdk = await loadSdk();
  // Others than Amazon rarely take the name of a bucket as part of a host.
  const isElsewhere = (process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL) !== undefined;
  const client = new sdk.S3Client({
    forcePathStyle: isElsewhere,
    // Not all others know the newer checksums; each segment carries one of its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 4,
  });
  try {
    await client.send(new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }));
  } catch (cause) {
    client.destroy();
    throw OptionError.of('store', `expected a bucket that can be used, got "${address}": ${describe(cause)}`, {
      cause,
    });
  }
  const failure = (what: string, cause: unknown) =>
    new SaliencyError('ERR_STORE', `the store ${address} could not be ${what}: ${describe(cause)}`, { cause });

  /** Lists the objects whose keys begin so, a page at a time. */
  async function* objects(begin: string) {
    let token: string | undefined;
    do {
      const page = await client.send(
        new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: begin, ContinuationToken: token }),
      );
      yield page.Contents ?? [];
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  return {
    name: address,
    async read(work, file) {
      try {
        const { Body } = await client.send(
          new sdk.GetObjectCommand({ Bucket: bucket, Key: `${prefix}${work}/${file}` }),
        );
        return Buffer.from(await Body!.transformToByteArray());
      } catch (error) {
        if (['NoSuchKey', 'NotFound'].includes((error as Error).name)) return undefined;
        throw failure('read', error);
      }
    },
    async write(work, file, pieces) {
      try {
        const Body = Buffer.concat(pieces);
        await client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: `${prefix}${work}/${file}`, Body }));
      } catch (error) {
        throw failure('written', error);
      }
    },
    async remove(work) {
      try {
        for await (const page of objects(`${prefix}${work}/`)) {
          for (const { Key } of page) await client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key }));
        }
      } catch (error) {
        throw failure('cleared', error);
      }
    },
    async *works() {
      const latest = new Map<string, number>();
      for await (const page of objects(prefix)) {
        for (const { Key = '', LastModified } of page) {
          const work = Key.slice(prefix.length).split('/')[0]!;
          if (!workName.test(work)) continue;
          latest.set(work, Math.max(latest.get(work) ?? 0, LastModified?.getTime() ?? 0));
        }
      }
      for (const [work, changedMs] of latest) yield { work, changedMs };
    },
    close: () => client.destroy(),
  };
}

async function loadSdk() {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (cause) {
    const words = 'a bucket as store needs a package that is not installed: npm install @aws-sdk/client-s3';
    throw new SaliencyError('ERR_RUNTIME', words, { cause });
  }
}

function describe(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (name === 'NoSuchBucket') return 'there is no such bucket';
  if (name === 'CredentialsProviderError') return 'no keys were found';
  if (code === 'ECONNREFUSED') return 'the connection is refused';
  return message === '' || message === 'UnknownError' ? name : message;
}
