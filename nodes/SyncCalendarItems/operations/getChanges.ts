import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { GetChangesOptions } from '../../../exchange/changes/getChanges';
import { calendarParameter } from '../../shared/calendarParameter';
import { optionsOf } from '../../shared/collections';
import { contentParameters } from '../../shared/contentParameters';
import type { ItemParameters } from '../../shared/itemParameters';
import { mailboxParameter } from '../../shared/mailboxParameter';
import { toUris, type PropertyForm } from '../../shared/readExtendedProperties';
import { simplifyParameter } from '../../shared/simplifyParameter';
import { expandParameter, windowParameters } from '../../shared/windowParameters';
import type { SyncRun } from '../operation';
import {
	outputPositionsParameter,
	positionOptions,
	positionParameter,
	readDelivery,
	readPlace,
	readPosition,
} from '../parameters/position';
import type { MailboxSync } from '../refuseRepeated';

export const option = {
	name: 'Get Changes',
	value: 'getChanges',
	action: 'Get changes of a calendar',
	description: 'Get the events created, updated or deleted in Exchange since the last run',
};

export const outputs = ['Changes'];

export const parameters: INodeProperties[] = [
	mailboxParameter,
	calendarParameter,
	...windowParameters,
	simplifyParameter,
	optionsOf(
		expandParameter,
		...positionOptions,
		positionParameter,
		outputPositionsParameter,
		...contentParameters,
	),
];

/** Each input item names a mailbox; their changes and positions come out in the order of the items. */
export async function execute(run: SyncRun): Promise<INodeExecutionData[][]> {
	const { syncMailboxes } = await import('../syncMailboxes');
	const { emailDns } = run.exchange.settings;
	return await syncMailboxes(run, (item) => readSync(run, run.parametersOf(item), emailDns));
}

function readSync({ context }: SyncRun, parameters: ItemParameters, emailDns: string): MailboxSync {
	const { item } = parameters;
	const calendar = parameters.calendar();
	const place = readPlace(context, parameters, calendar);
	const options: GetChangesOptions = {
		mailbox: parameters.mailbox(emailDns),
		calendar,
		position: place ? undefined : readPosition(context, parameters),
		expand: parameters.choice('expand', ['occurrences', 'series']) ?? 'occurrences',
		pastDays: parameters.number('pastDays'),
		futureDays: parameters.number('futureDays'),
		privacy: parameters.choice('privacy', ['maskPrivate', 'full', 'busyOnly']) ?? 'maskPrivate',
		includeBody: readBody(parameters),
		timeZone: parameters.text('timeZone') ?? 'UTC',
		extendedProperties: toUris((parameters.json('extendedProperties', '{}') ?? {}) as PropertyForm),
	};
	const isSimple = parameters.yesNo('simplify') ?? true;
	if (!place) return { item, options, isSimple, tellsPosition: true };
	const tellsPosition = parameters.yesNo('outputPositions') ?? false;
	const kept = { place, delivery: readDelivery(parameters) };
	return { item, options, kept, isSimple, tellsPosition };
}

function readBody(parameters: ItemParameters): GetChangesOptions['includeBody'] {
	const body = parameters.choice('includeBody', ['none', 'html', 'text']) ?? 'none';
	return body === 'none' ? false : body;
}
