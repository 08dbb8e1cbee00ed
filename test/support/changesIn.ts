import type { CalendarChange } from '../../exchange/calendar/event';
import { getChanges, type GetChangesOptions } from '../../exchange/changes/getChanges';
import type { Exchange } from '../../exchange/connection';

/** All changes of a run in Alice's calendar, with nothing masked, and what the run returned. */
export async function changesIn(exchange: Exchange, options: Partial<GetChangesOptions>) {
	const changes: CalendarChange[] = [];
	const running = getChanges(exchange, {
		mailbox: 'alice@enyoi.example',
		privacy: 'full',
		...options,
	});
	for (;;) {
		const next = await running.next();
		if (next.done) return { changes, ...next.value };
		changes.push(next.value);
	}
}
