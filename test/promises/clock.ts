const start = new Date('2026-09-28T10:00:00Z');

/** The calendar's clock stands still unless a step moves it; timers go on. */
export function stopClock(): void {
	jest.useFakeTimers({
		now: start,
		doNotFake: [
			'hrtime',
			'nextTick',
			'performance',
			'queueMicrotask',
			'setImmediate',
			'clearImmediate',
			'setInterval',
			'clearInterval',
			'setTimeout',
			'clearTimeout',
		],
	});
}

/** Back to where each history begins. */
export function resetClock(): void {
	jest.setSystemTime(start);
}
