import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { GetEventsOptions, ListedEvents } from '../../../exchange/calendars/events/options';
import { calendarParameter } from '../../shared/calendarParameter';
import { includeBodyParameter, privacyParameter } from '../../shared/contentParameters';
import type { ItemParameters } from '../../shared/itemParameters';
import { readEachItem, type OperationRun } from '../operation';
import { simplifyParameter } from '../../shared/simplifyParameter';
import { icsParameters } from '../parameters/event';
import { limitParameters, readLimit, tellLimit } from '../parameters/limit';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';
import { eventZoneParameter, windowParameters } from '../parameters/time';

export const option = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get the events of a calendar between two times',
	description: 'List the events of a calendar in a window, occurrences of series one by one',
};

export const parameters: INodeProperties[] = [
	mailboxParameter,
	calendarParameter,
	...windowParameters,
	...limitParameters,
	simplifyParameter,
	optionsOf(
		{
			displayName: 'Attendee',
			name: 'attendee',
			type: 'string',
			default: '',
			placeholder: 'e.g. bob@enyoi.com',
			description:
				'Only events in which this person or room takes part: an email address, or words of the name',
		},
		{
			displayName: 'Category',
			name: 'category',
			type: 'string',
			default: '',
			placeholder: 'e.g. Customer',
			description: 'Only events of this category',
		},
		includeBodyParameter,
		privacyParameter,
		{
			displayName: 'Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. budget review',
			description:
				'Only events with all of these words in subject or location, or in the body when it is included',
		},
		eventZoneParameter,
		...icsParameters,
	),
];

/** The events of each item's window, those of several mailboxes at a time. */
export async function execute(run: OperationRun): Promise<void> {
	const { context, exchange, results } = run;
	const { getEvents } = await import('../../../exchange/calendars/events/getEvents');
	const { eventItem, readShownAs } = await import('./shownEvent');
	await readEachItem(run, {
		read: (parameters) => ({
			options: readOptions(parameters, exchange.settings.emailDns),
			shownAs: readShownAs(parameters),
		}),
		work: async ({ options, shownAs }, add, tell) => {
			const { privacy, timeZone, includeBody, showsBody } = shownAs;
			const events = getEvents(exchange, {
				...options,
				privacy,
				timeZone,
				includeBody,
				searchBodies: showsBody,
				signal: results.signal,
			});
			const found: INodeExecutionData[] = [];
			let masters = 0;
			for (;;) {
				const { done, value } = await events.next();
				if (done) {
					// Half a list would look like a whole one, so that it comes out at its end.
					for (const item of found) add(item);
					if (value.isLimited) tellLimit(run, options.limit, tell);
					return tellMissing(tell, options.mailbox, value, masters);
				}
				if (value.type === 'seriesMaster') masters++;
				found.push(await eventItem(context, value, shownAs));
			}
		},
	});
}

function readOptions(parameters: ItemParameters, emailDns: string): GetEventsOptions {
	return {
		mailbox: parameters.mailbox(emailDns),
		calendar: parameters.calendar(),
		start: parameters.moment('start', 'begin'),
		end: parameters.moment('end', 'end'),
		limit: readLimit(parameters),
		search: parameters.text('search'),
		category: parameters.text('category'),
		attendee: parameters.text('attendee'),
	};
}

/**
 * Says what of the window may be missing: events that could not be read, and occurrences where the server shows
 * a series as it is, at its beginning alone. The others come out all the same.
 */
function tellMissing(
	tell: (message: string) => void,
	mailbox: string,
	{ unreadable = [] }: ListedEvents,
	masters: number,
): void {
	if (masters > 0) {
		tell(
			`The server lists ${masters} series of ${mailbox} as a whole, and no occurrences of them: what else of them is in this time is missing. Get Changes of Sync Calendar Items works it out`,
		);
	}
	if (unreadable.length === 0) return;
	const [{ id, reason }] = unreadable;
	const count = unreadable.length === 1 ? 'An event' : `${unreadable.length} events`;
	tell(`${count} of ${mailbox} could not be read, such as ${id}: ${reason}`);
}
