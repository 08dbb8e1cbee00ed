import type { INodeProperties } from 'n8n-workflow';
import { includeBodyParameter, privacyParameter } from '../../shared/contentParameters';
import { simplifyParameter } from '../../shared/simplifyParameter';
import { readEachItem, type OperationRun } from '../operation';
import { eventParameter, icsParameters, scopeParameter } from '../parameters/event';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { optionsOf } from '../../shared/collections';
import { eventZoneParameter } from '../parameters/time';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get one event of a calendar by its ID',
	description:
		'Read one appointment, one occurrence of a series, or the series with its recurrence',
};

export const parameters: INodeProperties[] = [
	mailboxParameter,
	eventParameter,
	simplifyParameter,
	optionsOf(
		includeBodyParameter,
		privacyParameter,
		scopeParameter('named', 'series'),
		eventZoneParameter,
		...icsParameters,
	),
];

export async function execute(run: OperationRun): Promise<void> {
	const { context, exchange, results } = run;
	const { getEvent } = await import('../../../exchange/calendars/events/getEvent');
	const { eventItem, readShownAs } = await import('./shownEvent');
	await readEachItem(run, {
		read: (parameters) => ({
			mailbox: parameters.mailbox(exchange.settings.emailDns),
			event: parameters.reference(),
			scope: parameters.scope(['series']),
			shownAs: readShownAs(parameters),
		}),
		work: async ({ shownAs, ...which }, add) => {
			const { privacy, timeZone, includeBody } = shownAs;
			const exceptions = shownAs.icsField !== undefined;
			const how = { privacy, timeZone, includeBody, exceptions, signal: results.signal };
			const options = { ...which, ...how };
			add(await eventItem(context, await getEvent(exchange, options), shownAs));
		},
	});
}
