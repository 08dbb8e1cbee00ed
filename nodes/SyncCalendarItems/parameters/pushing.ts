import type { INodeProperties } from 'n8n-workflow';
import { deleteTypes } from '../../shared/choices';
import type { ItemParameters } from '../../shared/itemParameters';
import type { PushOptions } from '../../../exchange/push/options';
import { privacyParameter } from '../../shared/contentParameters';
import { windowParameters } from '../../shared/windowParameters';
import { allDayEndParameter } from './event';

export const sourceParameter: INodeProperties = {
	displayName: 'Source',
	name: 'source',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. planning',
	description:
		'Name of the other system, 1 to 64 characters; keep it. Only appointments that came from this source are ever changed or deleted.',
};

export const actionParameter: INodeProperties = {
	displayName: 'Action',
	name: 'action',
	type: 'options',
	options: [
		{
			name: 'Delete',
			value: 'delete',
			description: 'Delete the appointments with these external IDs',
			action: 'Delete events',
		},
		{
			name: 'Snapshot',
			value: 'snapshot',
			description:
				'The items are the complete set: what came from this source before and is missing now is deleted. One item with emptySet: true stands for a set without events.',
			action: 'Make a calendar match a complete set of events',
		},
		{
			name: 'Create or Update',
			value: 'upsert',
			description: 'Create a new record, or update the current one if it already exists (upsert)',
			action: 'Create or update events',
		},
	],
	default: 'upsert',
	description: 'What the items mean',
};

const ofSnapshots = { show: { '/action': ['snapshot'] } };

/** Stays in sight: with it the others can be tried safely. */
export const dryRunParameter: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description:
		'Whether to write nothing and output the plan, one item for each mailbox. The operation Apply carries it out.',
};

const deletionParameters: INodeProperties[] = [
	{
		displayName: 'Max Deletes',
		name: 'maxDeletes',
		type: 'string',
		default: '',
		placeholder: 'e.g. 20 or 10%',
		description:
			'Most deletions of a run in one mailbox: a number, or a share of what came from this source. More stop the mailbox before anything is written. A share of fewer than ten may allow none. When empty: 10 %, but at least 5.',
	},
	{
		displayName: 'Allow Empty Snapshot',
		name: 'allowEmptySnapshot',
		type: 'boolean',
		default: false,
		description:
			'Whether a snapshot may be empty, which deletes everything of the source. n8n runs no node without items: let the node before always output data, or give an item with the mailbox and emptySet: true, which stands for the empty set.',
		displayOptions: ofSnapshots,
	},
	{
		displayName: 'Delete To',
		name: 'deleteType',
		type: 'options',
		options: deleteTypes,
		default: 'toDeletedItems',
		description: 'Where deleted appointments go',
	},
];

const writingParameters: INodeProperties[] = [
	{
		displayName: 'Send Invitations',
		name: 'sendInvitations',
		type: 'options',
		options: [
			{ name: 'To All', value: 'all', description: 'Mail invitations, updates and cancellations' },
			{
				name: 'To Changed',
				value: 'changed',
				description:
					'Mail attendees who were added or removed; where there are any, many servers mail the others too',
			},
			{
				name: 'To None',
				value: 'none',
				description: 'Nobody is mailed, and attendees are not written',
			},
		],
		default: 'none',
		description: 'Whom Exchange mails about what is written',
	},
	{
		displayName: 'Allow Attendee Copies',
		name: 'allowAttendeeCopies',
		type: 'boolean',
		default: false,
		description: 'Whether to change and delete also meetings that somebody else organizes',
	},
	{
		displayName: 'Adopt Matching',
		name: 'adoptMatching',
		type: 'boolean',
		default: false,
		description:
			'Whether to link existing appointments with the same subject, start and end in place of doubling them',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		description:
			"Zone of times that name none, of all-day events and of the report; IANA or Windows. When empty: the mailbox's own, else that of the workflow.",
	},
];

function conflictParameter(policy: PushOptions['conflictPolicy']): INodeProperties {
	return {
		displayName: 'Conflict Policy',
		name: 'conflictPolicy',
		type: 'options',
		options: [
			{ name: 'Exchange Wins', value: 'exchangeWins', description: 'What people changed stays' },
			{
				name: 'Newest Wins',
				value: 'newestWins',
				description: "The later change counts; needs the source's lastModifiedDateTime",
			},
			{
				name: 'Report',
				value: 'report',
				description: 'Nothing is overwritten; both versions come out',
			},
			{
				name: 'Source Wins',
				value: 'sourceWins',
				description: 'What people changed is overwritten',
			},
		],
		default: policy,
		description: 'What happens when both sides changed the same since the last run',
	};
}

/** A snapshot deletes only inside this window. */
const snapshotWindow: INodeProperties[] = windowParameters.map((parameter) => ({
	...parameter,
	description: `Days ${parameter.name === 'pastDays' ? 'before' : 'after'} now in which a snapshot deletes what is missing in it`,
	displayOptions: ofSnapshots,
}));

const privacyOfPushing =
	'What results, conflicts and plans may tell of appointments that people made or changed. What the source itself wrote is always told.';

/** Entries of Options about writing; the same for both operations that write. */
export function pushingOptions(policy: PushOptions['conflictPolicy']): INodeProperties[] {
	return [
		conflictParameter(policy),
		...snapshotWindow,
		...deletionParameters,
		{ ...privacyParameter, description: privacyOfPushing },
		allDayEndParameter,
		...writingParameters,
	];
}

/** Settings that all items for the same calendar and source must share. */
export type PushSettings = Omit<PushOptions, 'mailbox' | 'calendar' | 'source' | 'signal' | 'now'>;

type ItemAction = 'upsert' | 'delete' | 'snapshot';

export function readAction(parameters: ItemParameters): ItemAction {
	return parameters.requiredChoice('action', ['upsert', 'delete', 'snapshot']);
}

export function readPushSettings(parameters: ItemParameters): PushSettings {
	const isSnapshot = readAction(parameters) === 'snapshot';
	const allows = (name: string) => parameters.yesNo(name) ?? false;
	return {
		action: isSnapshot ? 'snapshot' : 'upsert',
		window: isSnapshot ? readWindow(parameters) : undefined,
		allowEmptySnapshot: isSnapshot && allows('allowEmptySnapshot'),
		sendInvitations: parameters.choice('sendInvitations', ['none', 'all', 'changed']) ?? 'none',
		conflictPolicy: readConflictPolicy(parameters) ?? 'exchangeWins',
		maxDeletes: readMaxDeletes(parameters),
		allowAttendeeCopies: allows('allowAttendeeCopies'),
		adoptMatching: allows('adoptMatching'),
		deleteType:
			parameters.choice('deleteType', ['toDeletedItems', 'soft', 'hard']) ?? 'toDeletedItems',
		dryRun: parameters.requiredYesNo('dryRun'),
		privacy: parameters.choice('privacy', ['maskPrivate', 'full', 'busyOnly']) ?? 'maskPrivate',
		timeZone: parameters.text('timeZone'),
		fallbackTimeZone: parameters.zone(),
	};
}

/** Undefined for the operation's own default. */
export function readConflictPolicy(parameters: ItemParameters): PushOptions['conflictPolicy'] {
	return parameters.choice('conflictPolicy', [
		'exchangeWins',
		'sourceWins',
		'newestWins',
		'report',
	]);
}

function readWindow(parameters: ItemParameters): PushOptions['window'] {
	return {
		pastDays: parameters.number('pastDays') ?? 30,
		futureDays: parameters.number('futureDays') ?? 365,
	};
}

function readMaxDeletes(parameters: ItemParameters): PushOptions['maxDeletes'] {
	const text = parameters.text('maxDeletes');
	if (text === undefined) return undefined;
	return /%$/.test(text) ? (text.replace(/\s/g, '') as `${number}%`) : Number(text);
}
