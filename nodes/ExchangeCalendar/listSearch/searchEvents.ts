import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { dayMs } from '../../../exchange/calendar/civil';
import { readSettings, withExchange } from '../../shared/connection';
import { toNodeError } from '../../shared/errors';

/** The time that the list looks ahead. */
const listedDays = 60;
/** As many as somebody reads. */
const mostListed = 100;

/** The next events of the mailbox that the node names, whose subject or place has all words typed. */
export async function searchEvents(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const mailbox: unknown = this.getCurrentNodeParameter('mailbox', { extractValue: true });
	if (typeof mailbox !== 'string' || mailbox.startsWith('=') || mailbox.trim() === '') {
		return { results: [] };
	}
	try {
		const { getEvents } = await import('../../../exchange/calendars/events/getEvents');
		const now = Date.now();
		const results: INodeListSearchResult['results'] = [];
		await withExchange(await readSettings(this), async (exchange) => {
			const events = getEvents(exchange, {
				mailbox: mailbox.trim(),
				start: new Date(now - dayMs),
				end: new Date(now + listedDays * dayMs),
				search: filter?.trim() || undefined,
				limit: mostListed,
				timeZone: this.getTimezone(),
			});
			for await (const { id, subject, start, isAllDay } of events) {
				if (id === undefined) continue;
				const at = start?.dateTime.slice(0, isAllDay ? 10 : 16).replace('T', ' ') ?? '';
				results.push({ name: `${at} ${subject ?? 'Private'}`, value: id });
			}
		});
		return { results };
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}
