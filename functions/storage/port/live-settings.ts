/** All that is changed live at one time, as one version. */
export interface LiveVersion {
  /** Counts every write; 0 where nothing was ever changed. */
  readonly version: number;
  /** The changes as they are kept: a newer release may have written some that this one cannot read. */
  readonly changes: readonly unknown[];
  /** Who wrote it, as the desk knows admins; nobody before the first one. */
  readonly by?: string;
  /** When, in epoch seconds. */
  readonly at: number;
}

/** What is changed without a deployment, and what was before. */
export interface LiveSettingsStore {
  /** What holds now. */
  read(): Promise<LiveVersion>;
  /**
   * Writes what holds from now on, if the version before it still does. The one that it takes the place of is kept first,
   * so that a crash between the two loses none.
   * @returns `conflict` where another admin was first
   */
  write(next: LiveVersion, base: LiveVersion): Promise<"written" | "conflict">;
  /** Earlier versions, the newest first. @param most how many */
  list(most: number): Promise<readonly LiveVersion[]>;
  /** One earlier version; undefined where it is gone, or never was. */
  readVersion(version: number): Promise<LiveVersion | undefined>;
}
