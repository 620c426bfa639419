import { version } from '../../index.js';
import { jobStates } from '../jobs/job.js';
import { type JsonSchema, tableSchema } from './json-schema.js';
import { type Verb, verbs } from './verbs.js';

/** Describes the service as OpenAPI 3.1, made from the tables that requests are checked against. */
export function openApi(): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'video-saliency',
      version,
      summary: "Turns videos into what a viewer's eye goes to",
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      parameters: {
        id: { name: 'id', in: 'path', required: true, schema: text('^[0-9a-f]{32}$') },
        name: { name: 'name', in: 'path', required: true, description: 'what the file is called', schema: text() },
        upload: {
          ...{ name: 'upload', in: 'path', required: true, schema: text() },
          description: 'the id of the upload; where one is put, what the file is called',
        },
      },
      responses: { problem: answer('what is wrong', ref('Problem'), 'application/problem+json') },
      schemas: {
        ...schemas,
        ...Object.fromEntries(Object.entries(verbs).map(([name, verb]) => [titleOf(name), jobSchema(name, verb)])),
      },
    },
  };
}

const problems = { default: { $ref: '#/components/responses/problem' } };
const id = { $ref: '#/components/parameters/id' };
const job = answer('the job', ref('Job'));

const upload = (operationId: string) => ({
  operationId,
  tags: ['uploads'],
  summary: 'Upload a clip, still or analysis: the body is the file itself',
  requestBody: { required: true, content: { 'application/octet-stream': {} } },
  responses: { 201: answer('the upload', ref('Upload')), ...problems },
});

const paths: JsonSchema = {
  '/v1/uploads': {
    get: operation('listUploads', 'uploads', 'List uploads', { 200: answer('uploads', list('uploads', 'Upload')) }),
    post: {
      ...upload('upload'),
      parameters: [{ name: 'name', in: 'query', description: 'what the file is called', schema: text() }],
    },
    put: upload('putUpload'),
  },
  '/v1/uploads/{upload}': {
    parameters: [{ $ref: '#/components/parameters/upload' }],
    put: upload('putNamedUpload'),
    get: operation('getUpload', 'uploads', 'Tell of an upload', { 200: answer('the upload', ref('Upload')) }),
    delete: operation('removeUpload', 'uploads', 'Remove an upload', { 204: { description: 'removed' } }),
  },
  '/v1/jobs': {
    get: {
      ...operation('listJobs', 'jobs', 'List jobs, newest first', { 200: answer('jobs', list('jobs', 'Job')) }),
      parameters: [
        { name: 'state', in: 'query', schema: { type: 'string', enum: jobStates } },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } },
        { name: 'before', in: 'query', description: 'list jobs older than this one', schema: text('^[0-9a-f]{32}$') },
      ],
    },
    post: {
      ...operation('createJob', 'jobs', 'Have something done', { 201: job }),
      requestBody: { required: true, content: { 'application/json': { schema: ref('JobRequest') } } },
    },
  },
  '/v1/jobs/{id}': {
    parameters: [id],
    get: operation('getJob', 'jobs', 'Tell of a job', { 200: job }),
    delete: operation('removeJob', 'jobs', 'Remove a job that has ended, and its results', {
      204: { description: 'removed' },
    }),
  },
  '/v1/jobs/{id}/cancel': {
    parameters: [id],
    post: operation('cancelJob', 'jobs', 'End a job that waits or runs', { 202: job }),
  },
  '/v1/jobs/{id}/retry': {
    parameters: [id],
    post: operation('retryJob', 'jobs', 'Try a job again that failed or was canceled', { 202: job }),
  },
  '/v1/jobs/{id}/events': {
    parameters: [id],
    get: operation(
      'watchJob',
      'jobs',
      'Follow a job: events `state`, `progress` and `end`, each with the job as data',
      {
        200: { description: 'server-sent events', content: { 'text/event-stream': { schema: text() } } },
      },
    ),
  },
  '/v1/jobs/{id}/files': {
    parameters: [id],
    get: operation('listFiles', 'results', 'List the results of a job', {
      200: answer('files', list('files', 'File')),
    }),
  },
  '/v1/jobs/{id}/files/{name}': {
    parameters: [id, { $ref: '#/components/parameters/name' }],
    get: {
      ...operation('getFile', 'results', 'Fetch a result, or a part of it', {
        200: { description: 'the file', content: { 'application/octet-stream': {} } },
        206: { description: 'a part of it', content: { 'application/octet-stream': {} } },
        304: { description: 'it is the one that you have' },
        416: { description: 'it has none of the bytes' },
      }),
      parameters: [
        { name: 'Range', in: 'header', schema: text() },
        { name: 'If-Range', in: 'header', schema: text() },
        {
          name: 'download',
          in: 'query',
          description: 'have browsers save it',
          schema: { type: 'string', enum: ['1'] },
        },
      ],
    },
  },
  '/healthz': { get: open('health', 'Tell whether the service works', 'application/json') },
  '/openapi.json': { get: open('describe', 'This description', 'application/json') },
  '/metrics': {
    get: operation('metrics', 'service', 'Counters for Prometheus', {
      200: { description: 'counters', content: { 'text/plain': { schema: text() } } },
    }),
  },
};

const bytes = { type: 'integer', minimum: 0 };
const instant = { type: 'string', format: 'date-time' };
const source: JsonSchema = {
  description: 'an upload, or a path below the folder that the service allows',
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['upload'],
      properties: { upload: text('^[0-9a-f]{32}$') },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['path'],
      properties: { path: { ...text(), maxLength: 1024 } },
    },
  ],
};

const schemas: JsonSchema = {
  Source: source,
  JobRequest: {
    oneOf: Object.keys(verbs).map((name) => ref(titleOf(name))),
    discriminator: {
      propertyName: 'verb',
      mapping: Object.fromEntries(Object.keys(verbs).map((name) => [name, `#/components/schemas/${titleOf(name)}`])),
    },
  },
  Upload: object({ id: text(), name: text(), bytes, created: instant }),
  File: object({ name: text(), bytes, type: text(), href: text() }),
  Job: {
    type: 'object',
    required: ['id', 'verb', 'state', 'name', 'created', 'results'],
    properties: {
      id: text(),
      verb: { type: 'string', enum: Object.keys(verbs) },
      state: { type: 'string', enum: jobStates },
      name: { ...text(), description: 'what the input is called' },
      input: ref('Source'),
      files: { type: 'object', additionalProperties: ref('Source') },
      options: { type: 'object' },
      created: instant,
      started: instant,
      ended: instant,
      attempts: bytes,
      progress: object({ frames: bytes, seconds: { type: 'number' } }, { totalSeconds: { type: 'number' } }),
      frames: bytes,
      warnings: { type: 'array', items: text() },
      damage: { ...text(), description: 'what a damaged clip lacks; the results hold what could be decoded' },
      error: object({ code: text(), message: text() }, { option: text() }),
      bytes,
      resultCount: bytes,
      results: { type: 'array', items: ref('File') },
      links: { type: 'object', additionalProperties: text() },
    },
  },
  Problem: object(
    { type: text(), title: text(), status: { type: 'integer' }, code: text(), detail: text(), requestId: text() },
    { option: text() },
  ),
};

/** A client sends this to have a verb done. */
function jobSchema(name: string, { summary, options, files }: Verb): JsonSchema {
  const more = Object.fromEntries(files.map((file) => [file, ref('Source')]));
  return {
    description: summary,
    type: 'object',
    additionalProperties: false,
    required: ['verb', 'input'],
    properties: {
      verb: { const: name },
      input: ref('Source'),
      ...(files.length === 0 ? {} : { files: { type: 'object', additionalProperties: false, properties: more } }),
      options: tableSchema(options),
    },
  };
}

function titleOf(verb: string): string {
  return `${verb[0]!.toUpperCase()}${verb.slice(1)}Job`;
}

function text(pattern?: string): JsonSchema {
  return { type: 'string', ...(pattern === undefined ? {} : { pattern }) };
}

function ref(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function object(required: JsonSchema, optional: JsonSchema = {}): JsonSchema {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

function list(name: string, item: string): JsonSchema {
  return object({ [name]: { type: 'array', items: ref(item) } });
}

function answer(description: string, schema: JsonSchema, type = 'application/json'): JsonSchema {
  return { description, content: { [type]: { schema } } };
}

function operation(operationId: string, tag: string, summary: string, responses: JsonSchema): JsonSchema {
  return { operationId, tags: [tag], summary, responses: { ...responses, ...problems } };
}

/** An operation that needs no token. */
function open(operationId: string, summary: string, type: string): JsonSchema {
  return {
    operationId,
    tags: ['service'],
    summary,
    security: [{}],
    responses: { 200: { description: 'the answer', content: { [type]: {} } }, ...problems },
  };
}
