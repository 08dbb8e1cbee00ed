import type { Exchange } from '../../connection';
import type { CalendarItemRecord, ItemFailure, ItemReference } from '../../ews/calendarItem';
import { readItemBatches } from '../../ews/readItemBatches';
import { updateAppointments, type WriteResult } from '../../ews/library/writeItems';
import type { WritableTimes } from '../input/writableEvent';
import { changedAppointment, type AppointmentContent } from './appointment';

interface WrittenSeries {
	item: ItemReference;
	/** As they were written just now. */
	times: WritableTimes;
	/** Nobody is invited: nobody is to be mailed. */
	isAlone?: boolean;
}

interface ResetOptions {
	mailbox: string;
	/** Of the series as it is in the end. */
	updating: 'none' | 'allAndSaveCopy' | 'changedAndSaveCopy';
	signal?: AbortSignal;
}

/** True for a series that has cancelled or modified occurrences. */
export function hasOwnOccurrences({
	deletedOccurrences = [],
	modifiedOccurrences = [],
}: CalendarItemRecord): boolean {
	return deletedOccurrences.length + modifiedOccurrences.length > 0;
}

/**
 * Takes all exceptions from series that were written just now. Exchange drops them with a new recurrence, or
 * keeps those whose day is still there: such a series is a single event for the moment.
 * @returns the failures, by the place of their series
 * @see https://github.com/OfficeDev/ews-managed-api/issues/235
 */
export async function resetSeries(
	exchange: Exchange,
	series: readonly WrittenSeries[],
	{ mailbox, updating, signal }: ResetOptions,
): Promise<Map<number, ItemFailure>> {
	const failures = new Map<number, ItemFailure>();
	const target = { mailbox, signal };
	const ids = series.map(({ item }) => ({ id: item.id }));
	const shape = { base: 'IdOnly' as const, properties: exceptionProperties };
	const found = ids.length > 0 ? await readItemBatches(exchange, ids, shape, target) : [];
	const isOpen = (index: number) => {
		const result = found[index];
		if (!result.ok) failures.set(index, result.failure);
		return result.ok && hasOwnOccurrences(result.item);
	};
	const write = async (
		due: readonly number[],
		content: (index: number) => AppointmentContent,
		sendInvitations: ResetOptions['updating'],
	): Promise<number[]> => {
		if (due.length === 0) return [];
		const results: WriteResult[] = await updateAppointments(
			exchange,
			{ ...target, sendInvitations, conflict: 'overwrite' },
			(api, service) =>
				due.map((index) => changedAppointment(api, service, series[index].item, content(index))),
		);
		return due.filter((index, at) => {
			const result = results[at];
			if (!result.ok) failures.set(index, result.failure);
			return result.ok;
		});
	};
	const due = [...series.keys()].filter(isOpen);
	const single = await write(due, () => ({ event: {}, dropsRecurrence: true }), 'none');
	const again = (index: number) => ({ event: { times: series[index].times }, keepsZone: true });
	const isAlone = (index: number) => series[index].isAlone === true;
	await write(single.filter(isAlone), again, 'none');
	await write(
		single.filter((index) => !isAlone(index)),
		again,
		updating,
	);
	return failures;
}

const exceptionProperties = ['calendar:DeletedOccurrences', 'calendar:ModifiedOccurrences'];
