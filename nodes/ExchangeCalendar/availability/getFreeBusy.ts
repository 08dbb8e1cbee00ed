import type { INodeProperties } from 'n8n-workflow';
import type {
	FreeBusy,
	GetFreeBusyOptions,
} from '../../../exchange/calendars/availability/freeBusy';
import { privacyParameter } from '../../shared/contentParameters';
import { groupBy } from '../../shared/groupBy';
import type { ItemParameters } from '../../shared/itemParameters';
import type { OperationRun } from '../operation';
import { withShownError } from '../parameters/failures';
import { askAsParameter } from '../parameters/askAs';
import { optionsOf } from '../../shared/collections';
import { timeZoneParameter, windowParameters } from '../parameters/time';

export const option = {
	name: 'Get Free/Busy',
	value: 'getFreeBusy',
	action: 'Get when people or rooms are free or busy',
	description:
		'Tell the free and busy times of any number of people, rooms and groups, also of those whose calendars the account may not open',
};

export const parameters: INodeProperties[] = [
	{
		displayName: 'Mailboxes',
		name: 'mailboxes',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. alice@enyoi.com, bob@enyoi.com',
		description:
			'Email addresses or account names of people, rooms and groups, separated by commas; an expression may give a list',
	},
	...windowParameters,
	optionsOf(
		askAsParameter,
		{
			displayName: 'Detail',
			name: 'view',
			type: 'options',
			options: [
				{
					name: 'Digits Only',
					value: 'merged',
					description: 'One digit for each interval, for very many people',
				},
				{
					name: 'Subject and Place',
					value: 'details',
					description: 'As far as the account may see them',
				},
				{ name: 'Times', value: 'times', description: 'Each time with its state' },
			],
			default: 'details',
			description: 'The most that is asked for',
		},
		{
			displayName: 'Groups',
			name: 'groups',
			type: 'options',
			options: [
				{
					name: 'As One',
					value: 'merged',
					description: 'Busy when any of up to 100 members is busy',
				},
				{ name: 'Each Member', value: 'members', description: 'One result for each member' },
			],
			default: 'merged',
			description: 'How distribution groups come out',
		},
		{
			displayName: 'Interval (Minutes)',
			name: 'interval',
			type: 'number',
			typeOptions: { minValue: 5, maxValue: 1440, numberPrecision: 0 },
			default: 30,
			description: 'Minutes that a digit of availabilityView stands for',
		},
		privacyParameter,
		timeZoneParameter,
	),
];

/** Items that ask the same of other people are asked together: a hundred people go into a request. */
export async function execute(run: OperationRun): Promise<void> {
	const { exchange, results, parametersOf } = run;
	const { getFreeBusy } = await import('../../../exchange/calendars/availability/getFreeBusy');
	const { signal } = results;
	const [start, end] = [sharedTimes(), sharedTimes()];
	const asked = results.readEach((item) => {
		const options = readOptions(parametersOf(item));
		return { item, options: { ...options, start: start(options.start), end: end(options.end) } };
	});
	for (const group of groupBy(asked, ({ options }) =>
		JSON.stringify({ ...options, mailboxes: undefined }),
	)) {
		const { options } = group[0];
		const mailboxes = [...new Set(group.flatMap(({ options: { mailboxes: own } }) => own))];
		const found = await getFreeBusy(exchange, { ...options, mailboxes, signal }).catch(
			(error: unknown) => {
				for (const { item } of group) results.fail(item, error);
				return undefined;
			},
		);
		if (found === undefined) continue;
		const byUser = new Map<string, FreeBusy[]>();
		for (const one of found) byUser.set(one.user, [...(byUser.get(one.user) ?? []), one]);
		for (const { item, options: own } of group) {
			for (const user of own.mailboxes) {
				for (const one of byUser.get(user) ?? []) {
					results.add(item, withShownError(run, one));
				}
			}
		}
	}
}

const sameTimeMs = 2000;

/** `$now`, which the panel fills in, is another moment for each item: those so near are taken for one. */
function sharedTimes(): (time: Date) => Date {
	let shared: Date | undefined;
	return (time) => {
		if (!shared || Math.abs(time.getTime() - shared.getTime()) >= sameTimeMs) shared = time;
		return shared;
	};
}

function readOptions(parameters: ItemParameters): GetFreeBusyOptions {
	return {
		mailboxes: parameters.requiredList('mailboxes'),
		start: parameters.moment('start', 'begin'),
		end: parameters.moment('end', 'end'),
		view: parameters.choice('view', ['merged', 'times', 'details']),
		groups: parameters.choice('groups', ['merged', 'members']),
		interval: parameters.number('interval'),
		privacy: parameters.choice('privacy', ['maskPrivate', 'full', 'busyOnly']),
		timeZone: parameters.text('timeZone'),
		onBehalfOf: parameters.text('onBehalfOf'),
	};
}
