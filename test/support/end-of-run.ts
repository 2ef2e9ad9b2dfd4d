/** In which an ended run has to let go of everything. */
const LIMIT_MS = 10_000;

/**
 * Ends a run that has ended and does not exit. It is red then: what was left open would hang another developer's run.
 * Where nothing was left open, the timer does not keep the run alive.
 */
export default function endOfRun(): void {
  setTimeout(() => {
    console.error(`The run does not exit: ${process.getActiveResourcesInfo().join(", ")} are still open.`);
    process.exit(1);
  }, LIMIT_MS).unref();
}
