/** What an error of a Slack call means for an effect; a table, so that adding one is a line. */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { MethodShut } from './calls.ts';

export type SlackTrouble =
  /** Slack asked for a pause of one method (`null`: the caller knows which); nothing was done. */
  | { kind: 'slow_down'; method: string | null; seconds: number; code: string }
  /** Our token or scopes: nothing will work until a person repairs it. */
  | { kind: 'not_allowed'; code: string }
  /** This effect can never work (no such channel, archived, person gone). */
  | { kind: 'impossible'; code: string }
  /** Nobody knows whether it was done. */
  | { kind: 'unclear'; code: string };

const NOT_ALLOWED = [
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'missing_scope',
  'no_permission',
  'team_access_not_granted',
  'org_login_required',
  'ekm_access_denied',
];

const UNCLEAR = [
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
];

/** `null`: not an error of Slack's; a fault of ours. */
export function slackTrouble(error: unknown): SlackTrouble | null {
  if (error instanceof MethodShut) {
    return { kind: 'slow_down', method: error.method, seconds: error.seconds, code: 'ratelimited' };
  }
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'slow_down', method: null, seconds: Math.max(1, error.retryAfter), code: 'ratelimited' };
  }
  if (error instanceof WebAPIPlatformError) {
    const code = String(error.data.error);
    if (NOT_ALLOWED.includes(code)) return { kind: 'not_allowed', code };
    if (UNCLEAR.includes(code)) return { kind: 'unclear', code };
    return { kind: 'impossible', code };
  }
  if (error instanceof WebAPIHTTPError) return { kind: 'unclear', code: `http_${error.statusCode}` };
  if (error instanceof WebAPIRequestError) return { kind: 'unclear', code: 'no_answer' };
  return null;
}

/** Slack's error code, for the few that mean something particular to one call. */
export const slackCode = (error: unknown): string | null =>
  error instanceof WebAPIPlatformError ? String(error.data.error) : null;
