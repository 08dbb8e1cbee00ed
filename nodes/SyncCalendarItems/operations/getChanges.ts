import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Exchange } from '../../../exchange/connection';
import type { GetChangesOptions } from '../../../exchange/changes/getChanges';
import { mailboxParameter, readMailbox } from '../../shared/mailboxParameter';
import { readNumber, readOption, readText } from '../../shared/parameters';
import { calendarParameter, readCalendar } from '../../shared/calendarParameter';
import { contentParameters, readPrivacy } from '../../shared/contentParameters';
import { positionParameters, readPlace } from '../parameters/position';
import { windowParameters } from '../../shared/windowParameters';
import { readExtendedProperties } from '../../shared/readExtendedProperties';
import type { MailboxSync } from '../refuseRepeated';

export const option = {
	name: 'Get Changes',
	value: 'getChanges',
	action: 'Get changes of calendars',
	description: 'Get the events created, updated or deleted in Exchange since the last run',
};

export const outputs = ['Changes', 'Position'];

export const parameters: INodeProperties[] = [
	mailboxParameter,
	calendarParameter,
	...windowParameters,
	...positionParameters,
	...contentParameters,
];

/** Each input item names a mailbox; their changes and positions come out in the order of the items. */
export async function execute(
	context: IExecuteFunctions,
	exchange: Exchange,
): Promise<INodeExecutionData[][]> {
	const { syncMailboxes } = await import('../syncMailboxes');
	return await syncMailboxes(context, exchange, (item) => readSync(context, exchange, item));
}

function readSync(context: IExecuteFunctions, exchange: Exchange, item: number): MailboxSync {
	const calendar = readCalendar(context, item);
	const place = readPlace(context, item, calendar);
	const options: GetChangesOptions = {
		mailbox: readMailbox(context, exchange, item),
		calendar,
		position: place ? undefined : readText(context, 'position', item),
		expand: readOption(context, 'expand', item, ['occurrences', 'series']),
		pastDays: readNumber(context, 'pastDays', item),
		futureDays: readNumber(context, 'futureDays', item),
		privacy: readPrivacy(context, item),
		includeBody: readBody(context, item),
		timeZone: readText(context, 'timeZone', item) ?? 'UTC',
		extendedProperties: readExtendedProperties(context, item),
	};
	if (!place) return { item, options };
	const delivery = readOption(context, 'delivery', item, ['onOutput', 'onConfirm']);
	return { item, options, kept: { place, delivery } };
}

function readBody(context: IExecuteFunctions, item: number): GetChangesOptions['includeBody'] {
	const body = readOption(context, 'includeBody', item, ['none', 'html', 'text']);
	return body === 'none' ? false : body;
}
