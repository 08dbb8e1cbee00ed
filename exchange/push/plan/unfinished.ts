import { beginOf } from '../../beginOf';
import { instantText } from '../../calendar/civil';
import { isSameStart } from '../../calendar/occurrences';
import type { TimeZones } from '../../calendar/timeZone';
import type { ExchangeError } from '../../errors';
import type { WritableEvent, WritableTimes } from '../input/writableEvent';
import { expectedFingerprint, fieldsOf, schedule } from './fields';
import type { FieldState, LinkState } from './link';
import type { CalendarItemView, PlannedAction } from './plan';

/**
 * True for a series whose exceptions are still to be written. Where people changed its schedule meanwhile,
 * that counts as any other change of theirs.
 */
export function isUnfinished(item: CalendarItemView): boolean {
	const { state, isSeries } = item;
	if (!state?.pending) return false;
	// While its times are written a series may be a single event for the moment.
	if (state.schedule === undefined || !isSeries) return true;
	return item.fingerprint(schedule) === state.schedule;
}

/** The memory of a series whose exceptions are still to be written. */
export function pendingState(state: LinkState, event: WritableEvent, zones: TimeZones): LinkState {
	return { ...state, pending: true, schedule: expectedFingerprint(event, schedule, zones) };
}

/** The memory of a series of which Exchange refused an exception. */
export function withRefusal(state: LinkState, refused: ExchangeError | undefined): LinkState {
	return refused ? { ...state, refused: beginOf(refused.message, maxReason) } : state;
}

/**
 * The memory of a series that has its former times again, since Exchange refused the new ones: it is as the
 * source left it.
 * @param state of the write that was refused
 * @param item as it is now
 */
export function stateOfRefusedTimes(
	state: LinkState,
	item: CalendarItemView,
	refused: ExchangeError,
): LinkState {
	const [given] = state.fields.times ?? [''];
	const times: FieldState = [given, item.fingerprint('times')];
	return { ...withRefusal(state, refused), refusedTimes: true, fields: { ...state.fields, times } };
}

/** Characters: the memory is kept in the item. */
const maxReason = 500;

/**
 * The times of an event with those exceptions only that its series does not have yet. Undefined where
 * something else of the times differs, too: then they are written whole.
 */
export function missingExceptions(
	event: WritableEvent,
	item: CalendarItemView,
	zones: TimeZones,
): WritableTimes | undefined {
	const { times } = event;
	if (!times?.recurrence || !item.isSeries) return undefined;
	const there = (item.event().exceptions ?? []).map((one) => Date.parse(String(one.originalStart)));
	// Of those nobody sees whether the server took them.
	const unseen = new Set(
		(times.exceptions ?? [])
			.filter(
				({ sensitivity, categories }) => sensitivity !== undefined || categories?.length === 0,
			)
			.map(({ originalStart }) => originalStart),
	);
	/** The start that the server gives an occurrence; undefined for one that it does not list. */
	const listed = (originalStart: string) => {
		const start = Date.parse(originalStart);
		return there.find((one) => isSameStart(one, start, times.isAllDay));
	};
	const isListed = (originalStart: string) => listed(originalStart) !== undefined;
	const isSeen = (originalStart: string) => isListed(originalStart) && !unseen.has(originalStart);
	const those = (isWanted: (originalStart: string) => boolean): WritableTimes => ({
		...times,
		cancelled: (times.cancelled ?? []).filter(isWanted),
		exceptions: (times.exceptions ?? []).filter(({ originalStart }) => isWanted(originalStart)),
	});
	const isAlike = (isThere: (originalStart: string) => boolean) => {
		const written = { ...event, times: byClockOf(listed, those(isThere)) };
		return expectedFingerprint(written, 'times', zones) === item.fingerprint('times');
	};
	const isAsWritten = isAlike(isListed) || (unseen.size > 0 && isAlike(isSeen));
	return isAsWritten ? those((originalStart) => !isSeen(originalStart)) : undefined;
}

/** Occurrences at the starts that the server gives them. One that was moved is where it was moved to. */
function byClockOf(
	listed: (originalStart: string) => number | undefined,
	times: WritableTimes,
): WritableTimes {
	const shifted = (text: string, by: number) => instantText(Date.parse(text) + by);
	const shiftOf = (originalStart: string) => {
		const start = Date.parse(originalStart);
		return (listed(originalStart) ?? start) - start;
	};
	return {
		...times,
		cancelled: times.cancelled?.map((one) => shifted(one, shiftOf(one))),
		exceptions: times.exceptions?.map((one) => {
			const shift = shiftOf(one.originalStart);
			const own = one.start === one.originalStart ? shift : 0;
			return {
				...one,
				originalStart: shifted(one.originalStart, shift),
				start: shifted(one.start, own),
				end: shifted(one.end, own),
			};
		}),
	};
}

const remedyOfTimes =
	'The appointment keeps its former times. Change the recurrence in your system: it is tried again when your system gives other times.';

const remedy =
	'Change that exception in your system: it is tried again when your system changes the event. An occurrence that is to come before or behind another one, or to be private alone, is cancelled in exceptions (isCancelled: true), and sent as a single event at its new time.';

/**
 * Of a series as the source has it, but for an exception that Exchange refused, or for its times: that is named
 * in each run.
 */
export function refusedPart(
	event: WritableEvent,
	{ state }: CalendarItemView,
): Pick<PlannedAction, 'action' | 'reason' | 'field' | 'message' | 'remedy'> | undefined {
	const message = state?.refused;
	if (message === undefined || !fieldsOf(event).includes('times')) return undefined;
	const failed = { action: 'fail', reason: 'invalidInput', message } as const;
	return state?.refusedTimes
		? { ...failed, field: 'recurrence', remedy: remedyOfTimes }
		: { ...failed, field: 'exceptions', remedy };
}
