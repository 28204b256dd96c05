/** Things that were started, to be stopped in reverse. */
export interface Releases {
  /** Adds the way to stop something that has just started. */
  add(release: () => Promise<void> | void): void;
  /** Stops everything, last started first; one failure does not keep the others running. */
  all(): Promise<void>;
}

export function releases(failed: (error: unknown) => void): Releases {
  const stack: (() => Promise<void> | void)[] = [];
  return {
    add: (release) => {
      stack.push(release);
    },
    all: async () => {
      for (let release = stack.pop(); release; release = stack.pop()) {
        try {
          await release();
        } catch (error) {
          failed(error);
        }
      }
    },
  };
}
