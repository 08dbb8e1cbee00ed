import type { Exchange } from '../../connection';
import type { ItemFailure, ItemReference } from '../../ews/calendarItem';
import { updateAppointments } from '../../ews/library/writeItems';
import { readItemBatches } from '../../ews/readItemBatches';
import { outcomeOf } from '../../outcome';
import type { WritableTimes } from '../input/writableEvent';
import type { LinkState } from '../plan/link';
import type { StepResult } from '../ports';
import { changedAppointment } from './appointment';
import { updateInSomeOrder } from './inSomeOrder';
import { updateKeepingZones } from './keptZones';
import { isLost, waitForLostRequest } from './writeBatch';

/** What a single event is to be made of. */
interface Wanted {
	times: WritableTimes;
	/** Remembered with them; absent: the item's memory stays. */
	state?: LinkState;
}

/** Whose calendar is written: nobody is mailed, and nothing is broken off. */
export interface QuietWriting {
	mailbox: string;
	/** Milliseconds after a lost answer before the calendar is asked; default 1,000. */
	lostRequestMs?: number;
	failed(failure: ItemFailure): StepResult & { ok: false };
}

/** Times that it is looked and written again, since an answer was lost or somebody else wrote meanwhile. */
const attempts = 4;

/**
 * Gives a single event the times of a series, but for its occurrences. Nobody is mailed.
 * @returns the item; undefined for one that somebody else made a series of
 * @throws ExchangeError as the server answers
 */
export async function asSeries(
	exchange: Exchange,
	id: string,
	{ times, state }: Wanted,
	{ mailbox, lostRequestMs, failed }: QuietWriting,
): Promise<ItemReference | undefined> {
	let mayBeOurs = false;
	for (let attempt = 1; ; attempt++) {
		const [found] = await readItemBatches(exchange, [{ id }], shape, { mailbox });
		if (!found.ok) throw failed(found.failure).error;
		if (found.item.recurrence) return mayBeOurs ? found.item.itemId : undefined;
		const step = { item: found.item.itemId, event: { times }, state: state ?? nothing };
		const sent = await outcomeOf(
			updateInSomeOrder([step], async (some) => {
				return await updateKeepingZones(exchange, { mailbox }, some, async (steps) => {
					const results = await updateAppointments(
						exchange,
						{ mailbox, conflict: 'refuse' },
						(api, service) =>
							steps.map(({ item, state: memory, ...content }) =>
								changedAppointment(api, service, item, {
									...content,
									...(state && { state: memory }),
								}),
							),
					);
					return results.map((result) =>
						result.ok ? { ok: true, ...result.item } : failed(result.failure),
					);
				});
			}),
			(error) => !isLost(error),
		);
		const [result] = sent.ok ? sent.value : [{ ...sent, stale: true }];
		if (result.ok) return { id: result.id, changeKey: result.changeKey ?? '' };
		if (!result.stale || attempt === attempts) throw result.error;
		if (sent.ok) continue;
		mayBeOurs = true;
		await waitForLostRequest({ lostRequestMs });
	}
}

const shape = { base: 'IdOnly' as const, properties: ['calendar:Recurrence'] };
const nothing: LinkState = { version: 1, fields: {} };
