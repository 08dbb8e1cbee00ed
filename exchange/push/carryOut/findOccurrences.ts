import { minuteMs } from '../../calendar/civil';
import { isSameStart } from '../../calendar/occurrences';
import type { Exchange } from '../../connection';
import type { CalendarItemRecord, ItemFailure } from '../../ews/calendarItem';
import type { GetItemResult } from '../../ews/operations/getItem';
import { readItemBatches } from '../../ews/readItemBatches';
import type { CallTarget } from '../../ews/request';

/** An occurrence by its number, and the start that its series gives it. */
export interface WantedOccurrence {
	seriesId: string;
	/** Counts from 1, cancelled ones too. */
	instanceIndex: number;
	/** ISO instant. */
	originalStart: string;
}

/** How far a server may count otherwise; beyond that nothing is written. */
const shifts = [-1, 1, -2, 2];

/**
 * Finds occurrences by their numbers, and believes no number: the start that comes back has to be the one
 * that is wanted, by whatever clock, else the neighbours are looked at for just that start. No other
 * occurrence is ever taken for it.
 * @returns one result for each, in order
 */
export async function findOccurrences(
	exchange: Exchange,
	wanted: readonly WantedOccurrence[],
	target: CallTarget,
): Promise<GetItemResult[]> {
	const read = async (some: readonly WantedOccurrence[]) =>
		await readItemBatches(
			exchange,
			some.map(({ seriesId, instanceIndex }) => ({ recurringMasterId: seriesId, instanceIndex })),
			{
				base: 'IdOnly' as const,
				properties: ['calendar:Start', 'calendar:OriginalStart', 'calendar:IsAllDayEvent'],
			},
			target,
		);
	const found = await read(wanted);
	const open = wanted.flatMap((one, index) => {
		const result = found[index];
		return result.ok && !isAt(one, result.item) ? [index] : [];
	});
	const neighbours = open.flatMap((index) =>
		shifts
			.map((shift) => ({
				...wanted[index],
				instanceIndex: wanted[index].instanceIndex + shift,
				index,
			}))
			.filter(({ instanceIndex }) => instanceIndex > 0),
	);
	for (const index of open) found[index] = { ok: false, failure: elsewhere(wanted[index]) };
	if (neighbours.length === 0) return found;
	for (const [at, result] of (await read(neighbours)).entries()) {
		if (result.ok && isAt(neighbours[at], result.item, minuteMs))
			found[neighbours[at].index] = result;
	}
	return found;
}

function isAt(
	{ originalStart }: WantedOccurrence,
	{ originalStart: original, start = original, isAllDayEvent }: CalendarItemRecord,
	tolerance?: number,
): boolean {
	const text = original ?? start;
	if (text === undefined) return true;
	return isSameStart(Date.parse(text), Date.parse(originalStart), isAllDayEvent, tolerance);
}

function elsewhere({ originalStart, instanceIndex }: WantedOccurrence): ItemFailure {
	return {
		responseCode: 'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange',
		messageText: `The occurrence that begins at ${originalStart} is not number ${instanceIndex} of its series; no other one was changed in its place.`,
	};
}
