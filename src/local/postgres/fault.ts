/** The embedded PostgreSQL cannot serve. `message` says what happened; `next` what the person can do. No secrets in either. */
export class EmbeddedPostgresError extends Error {
  readonly next: string;

  constructor(happened: string, next: string, options?: ErrorOptions) {
    super(`${happened} ${next}`, options);
    this.name = 'EmbeddedPostgresError';
    this.next = next;
  }
}

/** What the launcher tells while it works: a constant message and its facts. */
export interface PostgresLine {
  readonly level: 'info' | 'warn';
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number>>;
}
