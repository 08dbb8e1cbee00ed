import type { ITriggerFunctions } from 'n8n-workflow';
import { InvalidInput } from '../../exchange/errors';
import { described } from '../../exchange/inputs';
import type { WatchOptions } from '../../exchange/watch/options';
import type { WatchKind } from '../../exchange/watch/watchedEvent';
import { toUris, type PropertyForm } from '../shared/readExtendedProperties';

/** Entries of Options; what is not added is undefined. */
interface Options {
	calendar?: string;
	expand?: WatchOptions['expand'];
	pastDays?: number;
	futureDays?: number;
	privacy?: WatchOptions['privacy'];
	includeBody?: 'none' | 'html' | 'text';
	timeZone?: string;
	extendedProperties?: PropertyForm;
	positionStore?: 'mailbox' | 'serviceMailbox';
	positionName?: string;
	pollSeconds?: number;
	safetyMinutes?: number;
	testWith?: 'latest' | 'next';
}

/** The panel's content: the options of a watch, how events come out, and what a test starts with. */
export interface Panel {
	options: WatchOptions;
	isSimple: boolean;
	testWith: 'latest' | 'next';
}

/**
 * Reads the panel. The library looks at ranges.
 * @throws InvalidInput when no mailbox or group is given
 */
export function readPanel(context: ITriggerFunctions): Panel {
	const given = context.getNodeParameter('options', {}) as Options;
	const triggerOn = kindsIn(context.getNodeParameter('triggerOn', []));
	const { calendar = '', includeBody = 'none', extendedProperties, positionName, ...more } = given;
	const { testWith = 'latest', ...content } = more;
	return {
		testWith,
		isSimple: context.getNodeParameter('simplify', true) as boolean,
		options: {
			...content,
			...whose(context),
			triggerOn,
			...(triggerOn.includes('startsSoon') && {
				minutesBefore: context.getNodeParameter('minutesBefore', 15) as number,
			}),
			...(calendar.trim() !== '' && { calendar: { id: calendar.trim() } }),
			includeBody: includeBody === 'none' ? false : includeBody,
			...(extendedProperties && { extendedProperties: toUris(extendedProperties) }),
			positionName: positionName?.trim() || ownName(context),
		},
	};
}

/** Stays the same when the workflow or the node is renamed. */
function ownName(context: ITriggerFunctions): string {
	return `${context.getWorkflow().id}/${context.getNode().id}`;
}

function whose(context: ITriggerFunctions): Pick<WatchOptions, 'mailboxes' | 'group'> {
	if (context.getNodeParameter('watch', 'mailboxes') === 'group') {
		const group = String(context.getNodeParameter('group', '') ?? '').trim();
		if (group !== '') return { group };
		throw new InvalidInput('group', 'The group is missing', {
			remedy: 'Give the email address of a distribution group, such as staff@enyoi.com.',
		});
	}
	const mailboxes = addressesIn(context.getNodeParameter('mailboxes', {}));
	if (mailboxes.length > 0) return { mailboxes };
	throw new InvalidInput('mailboxes', 'There is no mailbox to watch', {
		remedy: 'Choose a mailbox from the list, or give its address, such as alice@enyoi.com.',
	});
}

/** The kinds in a list, or in a text with commas, as an expression gives it. The library looks at them. */
function kindsIn(value: unknown): WatchKind[] {
	if (typeof value === 'string') {
		return value.split(',').flatMap((one) => (one.trim() as WatchKind) || []);
	}
	if (Array.isArray(value)) return value as WatchKind[];
	throw new InvalidInput('triggerOn', `triggerOn is ${described(value)}, not a list of kinds`, {
		remedy: 'Choose from the list, or give names, such as ["created", "startsSoon"].',
	});
}

/**
 * All addresses in a value: a text with commas, a list, an entry of the form, or the form. What is empty
 * is left out.
 * @throws InvalidInput for what can hold no address: left out, it would be a mailbox that nobody watches
 */
function addressesIn(value: unknown): string[] {
	if (value === undefined || value === null) return [];
	if (typeof value === 'string') {
		return value.split(/[,;\n]/).flatMap((one) => one.trim() || []);
	}
	if (Array.isArray(value)) return value.flatMap(addressesIn);
	if (typeof value === 'object') {
		const { values, mailbox, emailAddress, value: located } = value as Record<string, unknown>;
		const held = values ?? mailbox ?? emailAddress ?? located;
		if (held !== undefined || Object.keys(value).length === 0) return addressesIn(held);
	}
	throw new InvalidInput('mailboxes', `${described(value)} is not an email address`, {
		remedy: 'Give whole addresses, such as "alice@enyoi.com", or objects with "emailAddress".',
	});
}
