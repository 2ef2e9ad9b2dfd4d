import { Fault } from "../domain/errors.ts";

/** What a set of tasks came to: a task that fails keeps no other back. */
export interface Settled<Task> {
  readonly failed: readonly Task[];
  /** Faults of the failed tasks, and of those that met a damaged item: no other try would mend it. */
  readonly thrown: readonly unknown[];
}

/** Runs tasks, so many at once, each of which may be repeated. */
export async function atOnce<Task>(
  tasks: readonly Task[],
  width: number,
  run: (task: Task) => Promise<unknown>,
): Promise<Settled<Task>> {
  const failed: Task[] = [];
  const thrown: unknown[] = [];
  const waiting = tasks.values();
  const work = async () => {
    for (const task of waiting)
      try {
        await run(task);
      } catch (error) {
        thrown.push(error);
        if (!(error instanceof Fault && error.code === "damaged-item")) failed.push(task);
      }
  };
  await Promise.all(Array.from({ length: Math.min(width, tasks.length) }, work));
  return { failed, thrown };
}
