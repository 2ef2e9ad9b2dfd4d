/**
 * Tells how many seconds are left, at once and every second until none is: by the clock, since browsers slow the timers
 * of hidden pages.
 */
export function countDown(
  fromSeconds: number,
  tell: (secondsLeft: number) => void,
): ReturnType<typeof setInterval> {
  const until = Date.now() + fromSeconds * 1000;
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    tell(left);
    if (left === 0) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
  return timer;
}
