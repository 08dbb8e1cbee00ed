import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { deleteTypes } from '../../shared/choices';
import { readBoolean, readNumber, readOption, readText } from '../../shared/parameters';
import type { PushOptions } from '../../../exchange/push/options';
import { privacyParameter, readPrivacy } from '../../shared/contentParameters';
import { windowParameters } from '../../shared/windowParameters';

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

const deletionParameters: INodeProperties[] = [
	{
		displayName: 'Max Deletes',
		name: 'maxDeletes',
		type: 'string',
		default: '',
		placeholder: 'e.g. 20 or 10%',
		description:
			'Most deletions of a run in one mailbox: a number, or a share of what came from this source. More stop the mailbox before anything is written. When empty: 10 %, but at least 5.',
	},
	{
		displayName: 'Allow Empty Snapshot',
		name: 'allowEmptySnapshot',
		type: 'boolean',
		default: false,
		description:
			'Whether a snapshot may be empty, which deletes everything of the source. n8n runs no node without items: let the node before always output data, or give an item with the mailbox and emptySet: true, which stands for the empty set.',
		displayOptions: { show: { action: ['snapshot'] } },
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
				description: 'Mail only attendees who were added or removed',
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
			"Zone of times that name none, IANA or Windows. When empty: the mailbox's own, else UTC.",
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to write nothing and output the plan, one item for each mailbox. The operation Apply carries it out.',
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
const snapshotWindow: INodeProperties[] = windowParameters
	.filter(({ name }) => name !== 'expand')
	.map((parameter) => ({
		...parameter,
		description: `Days ${parameter.name === 'pastDays' ? 'before' : 'after'} now in which a snapshot deletes what is missing in it`,
		displayOptions: { show: { action: ['snapshot'] } },
	}));

const privacyOfPushing =
	'What results, conflicts and plans may tell of appointments that people made or changed. What the source itself wrote is always told.';

/** How to write; the same for both operations that write. */
export function pushingParameters(policy: PushOptions['conflictPolicy']): INodeProperties[] {
	return [
		conflictParameter(policy),
		...snapshotWindow,
		...deletionParameters,
		{ ...privacyParameter, description: privacyOfPushing },
		...writingParameters,
	];
}

/** Settings that all items for the same calendar and source must share. */
export type PushSettings = Omit<PushOptions, 'mailbox' | 'calendar' | 'source' | 'signal' | 'now'>;

type ItemAction = 'upsert' | 'delete' | 'snapshot';

export function readAction(context: IExecuteFunctions, item: number): ItemAction {
	return readOption(context, 'action', item, ['upsert', 'delete', 'snapshot']);
}

export function readPushSettings(context: IExecuteFunctions, item: number): PushSettings {
	const isSnapshot = readAction(context, item) === 'snapshot';
	return {
		action: isSnapshot ? 'snapshot' : 'upsert',
		window: isSnapshot ? readWindow(context, item) : undefined,
		allowEmptySnapshot: isSnapshot && readBoolean(context, 'allowEmptySnapshot', item),
		sendInvitations: readOption(context, 'sendInvitations', item, ['none', 'all', 'changed']),
		conflictPolicy: readOption(context, 'conflictPolicy', item, [
			'exchangeWins',
			'sourceWins',
			'newestWins',
			'report',
		]),
		maxDeletes: readMaxDeletes(context, item),
		allowAttendeeCopies: readBoolean(context, 'allowAttendeeCopies', item),
		adoptMatching: readBoolean(context, 'adoptMatching', item),
		deleteType: readOption(context, 'deleteType', item, ['toDeletedItems', 'soft', 'hard']),
		dryRun: readBoolean(context, 'dryRun', item),
		privacy: readPrivacy(context, item),
		timeZone: readText(context, 'timeZone', item),
	};
}

function readWindow(context: IExecuteFunctions, item: number): PushOptions['window'] {
	return {
		pastDays: readNumber(context, 'pastDays', item),
		futureDays: readNumber(context, 'futureDays', item),
	};
}

function readMaxDeletes(context: IExecuteFunctions, item: number): PushOptions['maxDeletes'] {
	const text = readText(context, 'maxDeletes', item);
	if (text === undefined) return undefined;
	return /%$/.test(text) ? (text.replace(/\s/g, '') as `${number}%`) : Number(text);
}
