import { dayMs, instantOf, minuteMs } from '../calendar/civil';
import type { ExchangeError } from '../errors';
import type { CalendarItemRecord } from '../ews/calendarItem';
import type { Window } from './compare';
import { isOfContent, reasonOf } from './isolation';
import type { CalendarReads } from './ports';

/** A time of which the server does not list the events, and why. */
export interface RefusedTime extends Window {
	reason: string;
}

/** Views of a calendar, one after the other, however little of it a server shows at once. */
export interface ViewReader {
	/**
	 * Entries that touch the range, by start. One that reaches into the next part comes there once more.
	 * @throws ExchangeError for a failure that does not come from what was asked for
	 */
	read(range: Window): AsyncGenerator<CalendarItemRecord[], void>;
	/** Parts of the ranges that the server refused to show: one broken series is enough for that. */
	readonly refused: RefusedTime[];
	/** The last failure for which a part was refused. */
	readonly failure?: ExchangeError;
}

/** Exchange shows at most two years at once. */
const maxViewMs = 366 * dayMs;
/** The shortest time that is asked for by itself. */
const minViewMs = dayMs;
/** Views that fail, after which they are no longer divided: a series without end breaks each of them. */
const maxFailures = 40;
/** Views in a run, after which what is left counts as refused: some servers never come to an end. */
const maxViews = 1000;

/** @param shortestMs a time that is refused is not divided further below it, in milliseconds */
export function viewReader(reads: Pick<CalendarReads, 'view'>, shortestMs = minViewMs): ViewReader {
	const refused: RefusedTime[] = [];
	let asked = 0;
	let failures = 0;
	let failure: ExchangeError | undefined;

	const refuse = ({ start, end }: Window, reason: string) => {
		const last = refused.at(-1);
		if (last?.end === start && last.reason === reason) last.end = end;
		else refused.push({ start, end, reason });
	};

	async function* halve(
		{ start, end }: Window,
		shortest: number,
		reason: string,
	): AsyncGenerator<CalendarItemRecord[], void> {
		if (end - start <= shortest) return refuse({ start, end }, reason);
		const middle = Math.ceil((start + end) / 2 / minuteMs) * minuteMs;
		yield* read({ start, end: Math.min(middle, end) });
		if (middle < end) yield* read({ start: middle, end });
	}

	async function* read(range: Window): AsyncGenerator<CalendarItemRecord[], void> {
		const { end } = range;
		for (let { start } = range; start < end; ) {
			if (end - start > maxViewMs) {
				yield* read({ start, end: start + maxViewMs });
				start += maxViewMs;
				continue;
			}
			if (++asked > maxViews) return refuse({ start, end }, 'tooManyViews');
			const answer = await reads.view({ start, end }).catch((error: unknown) => {
				if (!isOfContent(error)) throw error;
				failure = error;
				failures += error.code === 'timeout' ? maxFailures / 4 : 1;
				return reasonOf(error);
			});
			if (typeof answer === 'string') {
				const shortest = failures < maxFailures ? shortestMs : Infinity;
				return yield* halve({ start, end }, shortest, answer);
			}
			yield answer.items;
			if (answer.isComplete) return;
			const last = lastStart(answer.items);
			// Entries come by start: go on at the last one, and where that leads nowhere, half by half.
			if (last > start && last < end && !answer.isFull) start = last;
			else return yield* halve({ start, end }, minuteMs, 'tooManyEvents');
		}
	}

	return {
		read,
		refused,
		get failure() {
			return failure;
		},
	};
}

function lastStart(items: readonly CalendarItemRecord[]): number {
	let last = -Infinity;
	for (const item of items) {
		const start = instantOf(item.start);
		if (start === undefined || instantOf(item.end) === undefined) continue;
		last = Math.max(last, start);
	}
	return last;
}
