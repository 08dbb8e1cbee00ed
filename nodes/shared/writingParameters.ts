import type { INodeProperties } from 'n8n-workflow';

/** Stands on top of each operation that changes something in Exchange. */
export const writingNotice: INodeProperties = {
	displayName: 'Execute step writes to Exchange, also in test runs',
	name: 'writingNotice',
	type: 'notice',
	default: '',
};

/** The same where there is a dry run. */
export const planFirstNotice: INodeProperties = {
	...writingNotice,
	displayName:
		'Execute step writes to Exchange, also in test runs. Switch Dry Run on to see the plan first.',
};
/** Whom Exchange mails; nobody unless somebody says so. */
export function mailParameter(
	displayName: string,
	told: string,
	{ withChanged = false } = {},
): INodeProperties {
	const changed = {
		name: 'To Changed',
		value: 'changed',
		description:
			'Mail attendees who were added or removed; where there are any, many servers mail the others too',
	};
	return {
		displayName,
		name: 'sendInvitations',
		type: 'options',
		options: [
			{ name: 'To All', value: 'all', description: told },
			...(withChanged ? [changed] : []),
			{ name: 'To None', value: 'none', description: 'Nobody is mailed' },
		],
		default: 'none',
		description: 'Whom Exchange mails about it',
	};
}
