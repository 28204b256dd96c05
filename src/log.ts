import { type ChildLoggerOptions, type DestinationStream, type LogFn, type Logger, pino } from 'pino';

/**
 * Names of fields whose content is never logged, at any depth, in any case. They hold credentials, or text that
 * people or providers wrote and that may hold a leaked secret.
 */
const withheldFields = new Set(
  [
    ...[
      'token',
      'botToken',
      'appToken',
      'accessToken',
      'refreshToken',
      'signingSecret',
      'clientSecret',
      'stateSecret',
    ],
    ...[
      'secret',
      'password',
      'passphrase',
      'privateKey',
      'secretKey',
      'encryptionKey',
      'credential',
      'credentials',
    ],
    ...[
      'authorization',
      'cookie',
      'headers',
      'url',
      'responseUrl',
      'response_url',
      'connectionString',
      'env',
    ],
    ...[
      'body',
      'rawBody',
      'payload',
      'text',
      'blocks',
      'view',
      'state',
      'values',
      'value',
      'params',
      'parameters',
    ],
    ...['query', 'detail', 'input', 'data', 'evidence'],
  ].map((name) => name.toLowerCase()),
);

const withheld = '[withheld]';

/** Credentials that slipped into other strings, e.g. a driver's message with the address it could not reach. */
const credentials: readonly (readonly [RegExp, string])[] = [
  [/\bxox[a-z](?:\.xox[a-z])?-[\w-]+/g, withheld],
  [/\bxapp-[\w-]+/g, withheld],
  [/\b(Bearer|Basic) [\w.~+/=-]+/gi, `$1 ${withheld}`],
  [/:\/\/[^\s/@]+@/g, `://${withheld}@`],
];

/** Deeper than anything we log on purpose. */
const depthLimit = 6;
const causeLimit = 4;

/**
 * The product's log: JSON lines, one constant message each, facts as fields.
 * @param destination for tests; standard output otherwise
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: {}, // process id and host name are the platform's to add
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: object) => cleanFields(fields),
    },
    // Errors are turned into plain facts by `cleanFields`; pino's own serializer would add every property they carry.
    serializers: { err: (value: unknown) => value },
    hooks: { logMethod: nameBareErrors },
  };
  const log = destination ? pino(options, destination) : pino(options);
  const { child } = log;
  return Object.assign(log, {
    child(this: Logger, fields: object, childOptions?: ChildLoggerOptions): Logger {
      return Reflect.apply(child, this, [cleanFields(fields), childOptions]);
    },
  });
}

/** `log.error(error)` would take the error's own text as the message; `log.error({ err }, 'constant')` does not. */
function nameBareErrors(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first] = args as unknown[];
  if (first instanceof Error) method.call(this, { err: first }, 'An error was caught');
  else method.apply(this, args);
}

/** Our logger's type, so that others need not know which library it is. */
export type Log = Logger;

function cleanFields(fields: object): Record<string, unknown> {
  return clean(fields, 0) as Record<string, unknown>;
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutCredentials(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return errorFacts(value, 0);
  if (depth >= depthLimit) return withheld;
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      withheldFields.has(name.toLowerCase()) && item !== undefined ? withheld : clean(item, depth + 1),
    ]),
  );
}

function withoutCredentials(text: string): string {
  return credentials.reduce((cleaned, [pattern, instead]) => cleaned.replace(pattern, instead), text);
}

/** Only what is known to be harmless, since libraries hang requests, rows and configurations on their errors. */
export function errorFacts(error: Error, depth = 0): Record<string, unknown> {
  const { code, constraint, table, status, errno, syscall } = error as Error & Record<string, unknown>;
  const facts: Record<string, unknown> = {
    name: error.name,
    code,
    constraint,
    table,
    status,
    errno,
    syscall,
  };
  if (!mayQuoteData(error)) facts['message'] = withoutCredentials(error.message);
  facts['stack'] = stackFrames(error);
  if (error.cause instanceof Error && depth < causeLimit) facts['cause'] = errorFacts(error.cause, depth + 1);
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/**
 * Query errors carry the bound values in their message, PostgreSQL's own quote the offending value, and parsers
 * quote the text they could not read.
 */
function mayQuoteData(error: Error): boolean {
  return (
    'params' in error || 'severity' in error || error.name === 'ZodError' || error instanceof SyntaxError
  );
}

/** The stack without its first lines, which repeat the message. */
function stackFrames(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
