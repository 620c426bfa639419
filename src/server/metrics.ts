import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DiskBudget } from './jobs/disk-budget.js';
import type { Job } from './jobs/job.js';
import type { JobBoard } from './jobs/job-board.js';

/** Counts what the service does, for Prometheus. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #jobs: Histogram<'verb' | 'state'>;
  readonly #frames: Counter<'verb'>;
  readonly #uploads: Counter;
  /** Clients that follow a job. */
  readonly followers: Gauge;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      ...{ name: 'saliency_http_request_seconds', help: 'Time until an answer began', registers },
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 60],
    });
    this.#jobs = new Histogram({
      ...{ name: 'saliency_job_seconds', help: 'Time that jobs ran', registers },
      labelNames: ['verb', 'state'],
      buckets: [1, 5, 15, 60, 300, 900, 3600, 14_400],
    });
    const frames = { name: 'saliency_frames_total', help: 'Frames that were mapped', labelNames: ['verb'] as const };
    this.#frames = new Counter({ ...frames, registers });
    this.#uploads = new Counter({ name: 'saliency_upload_bytes_total', help: 'Bytes that were uploaded', registers });
    this.followers = new Gauge({ name: 'saliency_followers', help: 'Clients that follow a job', registers });
  }

  /** Shows what the board and the disk hold at the time that somebody looks. */
  observe(board: JobBoard, budget: DiskBudget): void {
    const registers = [this.#registry];
    new Gauge({
      ...{ name: 'saliency_jobs', help: 'Jobs that are kept, by state', labelNames: ['state'], registers },
      collect() {
        for (const [state, count] of Object.entries(board.counts())) this.set({ state }, count);
      },
    });
    new Gauge({
      ...{ name: 'saliency_disk_bytes', help: 'Bytes of uploads and results', registers },
      collect() {
        this.set(budget.used);
      },
    });
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  upload(bytes: number): void {
    this.#uploads.inc(bytes);
  }

  job({ verb, state, frames }: Job, seconds: number): void {
    this.#jobs.observe({ verb, state }, seconds);
    if (frames !== undefined) this.#frames.inc({ verb }, frames);
  }

  /** The text that Prometheus reads, and its media type. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}
