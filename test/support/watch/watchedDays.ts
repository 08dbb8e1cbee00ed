import type { WatchOptions } from '../../../exchange/watch/options';
import { watchCalendars } from '../../../exchange/watch/watchCalendars';
import type { WatchedEvent } from '../../../exchange/watch/watchedEvent';
import { startConnected, type Connected } from '../startConnected';
import { SimulatedTime } from './simulatedTime';

const minute = 60_000;

/** Watches that are started and ended within hours and days that pass in no time, for the whole process. */
export class WatchedDays {
	/** Everything that was told. */
	readonly events: WatchedEvent[] = [];
	private readonly ends = new Set<() => Promise<void>>();

	private constructor(
		readonly connected: Connected,
		readonly time: SimulatedTime,
	) {}

	/** Begins at 8:00 UTC on 24 November 2026. */
	static async begin(): Promise<WatchedDays> {
		jest.useFakeTimers({
			now: Date.parse('2026-11-24T08:00:00Z'),
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
		const connected = await startConnected({ schemas: false });
		const time = new SimulatedTime(connected.company);
		jest.spyOn(performance, 'now').mockImplementation(() => time.clock.now());
		return new WatchedDays(connected, time);
	}

	async end(): Promise<void> {
		for (const end of this.ends) await end();
		jest.restoreAllMocks();
		jest.useRealTimers();
		await this.connected.close();
	}

	calendarOf(name: string) {
		return this.connected.company.user(name).calendar;
	}

	/** What was told but problems, in words. */
	get told(): string[] {
		return this.events.flatMap((event) => {
			if (event.kind === 'problem') return [];
			return `${event.kind} ${String(event.subject)} ${event.start?.dateTime.slice(0, 16) ?? ''}`;
		});
	}

	/** What the problems that were told say. */
	get problems(): string[] {
		return this.events.flatMap((event) => (event.kind === 'problem' ? event.error.message : []));
	}

	/** Lets time pass, in which everybody's date goes on. */
	async pass(milliseconds: number): Promise<void> {
		for (let left = milliseconds; left > 0; left -= 10 * minute) {
			const part = Math.min(10 * minute, left);
			jest.setSystemTime(Date.now() + part);
			await this.time.pass(part);
		}
	}

	/** Starts a watch of one calendar, and lets it come to rest; the result ends it. */
	async watch(options: WatchOptions = {}): Promise<() => Promise<void>> {
		const stop = new AbortController();
		const events = watchCalendars(this.time.decorate(this.connected.exchange), {
			mailboxes: ['alice@enyoi.example'],
			positionName: 'test',
			signal: stop.signal,
			clock: this.time.clock,
			...options,
		});
		const ended = (async () => {
			for await (const event of events) this.events.push(event);
		})();
		await this.pass(minute);
		const end = async () => {
			this.ends.delete(end);
			stop.abort();
			await this.time.clock.pass(1_000);
			await ended;
		};
		this.ends.add(end);
		return end;
	}
}
