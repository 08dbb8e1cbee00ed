import type { ITriggerFunctions } from 'n8n-workflow';
import { InvalidInput } from '../../exchange/errors';
import { assertOneOf, described } from '../../exchange/inputs';
import type { WatchOptions } from '../../exchange/watch/options';
import type { WatchKind } from '../../exchange/watch/watchedEvent';
import { toUris, type PropertyForm } from '../shared/readExtendedProperties';

/** Entries of Options; what is not added is undefined. */
interface Options {
	calendar?: unknown;
	expand?: WatchOptions['expand'];
	pastDays?: number;
	futureDays?: number;
	privacy?: WatchOptions['privacy'];
	includeBody?: 'none' | 'html' | 'text';
	timeZone?: unknown;
	extendedProperties?: PropertyForm;
	positionStore?: 'mailbox' | 'serviceMailbox';
	positionName?: unknown;
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
 * @throws InvalidInput when no mailbox or group is given, and for values that an expression gets wrong
 */
export function readPanel(context: ITriggerFunctions): Panel {
	const given = optionsIn(context.getNodeParameter('options', {}));
	const triggerOn = kindsIn(context.getNodeParameter('triggerOn', []));
	const { includeBody = 'none', extendedProperties, positionStore, ...more } = given;
	const { testWith = 'latest', ...content } = more;
	assertOneOf('testWith', testWith, ['latest', 'next']);
	// Without a place that outlives n8n each restart would miss what happened before it.
	assertOneOf('positionStore', positionStore, ['mailbox', 'serviceMailbox']);
	const calendar = textIn('calendar', given.calendar);
	return {
		testWith,
		isSimple: yesNoIn('simplify', context.getNodeParameter('simplify', true) ?? true),
		options: {
			...content,
			...whose(context),
			triggerOn,
			...(triggerOn.includes('startsSoon') && {
				minutesBefore: context.getNodeParameter('minutesBefore', 15) as number,
			}),
			calendar: calendar === undefined ? undefined : { id: calendar },
			timeZone: textIn('timeZone', given.timeZone),
			positionStore,
			includeBody: includeBody === 'none' ? false : includeBody,
			...(extendedProperties && { extendedProperties: toUris(extendedProperties) }),
			positionName: textIn('positionName', given.positionName) ?? ownName(context),
		},
	};
}

/** The entries of Options that have a value: an expression that gives nothing means the default. */
function optionsIn(value: unknown): Options {
	const given = Object.entries((value ?? {}) as Options);
	return Object.fromEntries(given.filter(([, one]) => one !== undefined && one !== null));
}

/** A text without blanks around it; undefined when it is empty. */
function textIn(field: string, value: unknown): string | undefined {
	if (value === undefined) return undefined;
	if (typeof value === 'string' || typeof value === 'number') {
		return String(value).trim() || undefined;
	}
	throw new InvalidInput(field, `${field} is ${described(value)}, not a text`, {
		remedy: `Leave ${field} empty, or check its expression.`,
	});
}

function yesNoIn(field: string, value: unknown): boolean {
	const word = String(value).trim().toLowerCase();
	if (word === 'true' || word === 'false') return word === 'true';
	throw new InvalidInput(field, `${field} is ${described(value)}, not true or false`, {
		remedy: 'Give true or false, or check the expression.',
	});
}

/** Stays the same when the workflow or the node is renamed. */
function ownName(context: ITriggerFunctions): string {
	return `${context.getWorkflow().id}/${context.getNode().id}`;
}

function whose(context: ITriggerFunctions): Pick<WatchOptions, 'mailboxes' | 'group'> {
	const watch = context.getNodeParameter('watch', 'mailboxes') ?? 'mailboxes';
	assertOneOf('watch', watch, ['mailboxes', 'group']);
	if (watch === 'group') {
		const group = textIn('group', context.getNodeParameter('group', '') ?? undefined);
		if (group !== undefined) return { group };
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
