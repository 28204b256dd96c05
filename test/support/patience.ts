/** How long a test waits for what comes soon: long, since two cores may carry whole processes and browsers beside it. */
export const patience = { timeout: 30_000, interval: 50 };
